import { Command } from 'commander';
import { ReleaseCatalogue } from '../../releases/catalogue';
import { freshnessOf } from '../../releases/freshness/freshness';
import type { Freshness } from '../../releases/freshness/freshness';
import { look } from '../../releases/freshness/look';
import { requireRelease } from '../releases/find-release';
import { openRepository } from '../releases/open-repository';
import type { AwsOptions } from '../releases/open-repository';
import { PROFILE_OPTION, REGION_OPTION, releaseName, repositoryOption } from '../releases/repository-option';
import { table } from '../releases/table';
import { wholeNumber } from '../releases/whole-number';

interface FreshnessOptions extends AwsOptions {
  readonly repository: string;
  readonly version?: string;
  readonly baseImage?: string;
  readonly machineImage?: string;
  readonly maxAgeDays: number;
  readonly json: boolean;
}

const HEADER = ['', 'What', 'What helps'];
const HELPS = {
  capture: 'start the pipeline, or rehearse',
  source: 'write the new digest into the source: eks-crac digests',
} as const;

/** `freshness`: what has changed since a release was captured. */
export function freshnessCommand(): Command {
  return new Command('freshness')
    .description('compare a release with its base image, JDK and machine image as they are now; changes nothing')
    .addOption(repositoryOption())
    .option('--version <name>', 'the release, v and its number (default: the newest)', releaseName)
    .option('--base-image <image>', 'the base image by its tag, where the source has its digest alone')
    .option('--machine-image <id>', 'the machine image of the capture hosts')
    .option('--max-age-days <number>', 'the age that no release is to reach', wholeNumber, 30)
    .addOption(PROFILE_OPTION)
    .addOption(REGION_OPTION)
    .option('--json', 'print one JSON document on standard output', false)
    .action(run);
}

async function run({ json, maxAgeDays, repository, version, ...options }: FreshnessOptions): Promise<void> {
  const catalogue = new ReleaseCatalogue(openRepository(repository, options));
  const { record } = await requireRelease(catalogue, version);
  const freshness = freshnessOf(record, await look(catalogue, record, options, new Date()), maxAgeDays);
  process.stdout.write(json ? `${JSON.stringify(freshness, undefined, 2)}\n` : textOf(freshness));
}

function textOf({ ageDays, release, stale, unknown }: Freshness): string {
  const rows = [
    ...stale.map(({ reason, remedy, text }) => [reason, text, HELPS[remedy]]),
    ...unknown.map((text) => ['not compared', text, '']),
  ];
  const state = stale.length === 0 ? 'nothing that was compared has changed' : 'it is out of date';
  return `${release} is ${ageDays} days old; ${state}\n${rows.length === 0 ? '' : table(HEADER, rows)}`;
}
