import { Argument, Command } from 'commander';
import { ReleaseCatalogue } from '../../releases/catalogue';
import type { RecordedRelease } from '../../releases/records';
import { requireRelease } from '../releases/find-release';
import { openRepository } from '../releases/open-repository';
import type { AwsOptions } from '../releases/open-repository';
import { PROFILE_OPTION, releaseName, repositoryOption } from '../releases/repository-option';
import { summary } from '../releases/summary';
import { writeWhole } from '../write-whole';

interface ReleaseOptions extends AwsOptions {
  readonly repository: string;
  readonly version?: string;
  readonly json: boolean;
  readonly out?: string;
}

/** `release`, `release show`: prints the record of a release, as a stack of workloads takes it. */
export function releaseCommand(): Command {
  return new Command('release')
    .description('show the newest release of a repository, or the one that is named')
    .addArgument(new Argument('[action]', 'what is done with it').choices(['show']))
    .argument('[name]', 'the release, as by --version', releaseName)
    .addOption(repositoryOption())
    .option('--version <name>', 'the release, v and its number (default: the newest)', releaseName)
    .option('--json', 'print the release record, for Release.fromRecord()', false)
    .option('--out <file>', 'write the release record to this file once it is complete, and print the summary')
    .addOption(PROFILE_OPTION)
    .action((_action: string | undefined, name: string | undefined, options: ReleaseOptions) => run(name, options));
}

async function run(name: string | undefined, options: ReleaseOptions): Promise<void> {
  const { json, out, repository, version } = options;
  const catalogue = new ReleaseCatalogue(openRepository(repository, options));
  const release: RecordedRelease = await requireRelease(catalogue, name ?? version);
  const copy = { ...release.record, recordDigest: release.digest };
  const document = `${JSON.stringify(copy, undefined, 2)}\n`;
  if (out !== undefined) writeWhole(out, document);
  process.stdout.write(json ? document : `${summary(release)}\n`);
}
