import { S3Client } from '@aws-sdk/client-s3';
import { Command, InvalidArgumentError } from 'commander';
import { ProcessRunner } from '../../kit/process';
import { openService } from '../../releases/retention/open-service';
import type { RetentionPolicy } from '../../releases/retention/listing';
import { prune, reportRetention } from '../../releases/retention/prune';
import type { PruneReport } from '../../releases/retention/prune';
import { requireRepository } from '../releases/require-repository';
import { awsConfig, openRepository, withRegion } from '../releases/open-repository';
import { PROFILE_OPTION, REGION_OPTION, repositoryOption } from '../releases/repository-option';
import { table } from '../releases/table';
import { usersOf } from '../releases/users';
import type { UserOptions } from '../releases/users';
import { wholeNumber } from '../releases/whole-number';

interface PruneOptions extends UserOptions {
  readonly keep: number;
  readonly graceDays: number;
  readonly mount: ReadonlyMap<string, string>;
  readonly yes: boolean;
  readonly json: boolean;
}

const DAY_MS = 86_400_000;

const AFTER_HELP = `
Without --yes it says what it would remove, and removes nothing.
Kept is what a stack, a pod, a Deployment or a tag of your own names, the release before each of them, the newest
releases, and what is younger than the grace period. Name each cluster that runs the service: of others it knows nothing.`;

/** `prune`: removes releases that nothing uses, and what killed builds left behind. */
export function pruneCommand(runner = new ProcessRunner()): Command {
  return new Command('prune')
    .description('remove releases that nothing uses, and what killed builds left behind')
    .addOption(repositoryOption())
    .option('--keep <number>', 'how many of the newest releases are kept, at least 1', wholeNumber, 10)
    .option('--grace-days <number>', 'what is younger is kept, at least 1 day', wholeNumber, 14)
    .option('--kube-context <name...>', 'clusters whose pods use the service', [])
    .option('--stack-region <name...>', 'more regions whose stacks use the service', [])
    .option('--mount <fs=folder...>', 'where the root of an access point of EFS is mounted', mounted, new Map())
    .addOption(PROFILE_OPTION)
    .addOption(REGION_OPTION)
    .option('--dry-run', 'say what would be removed; the default')
    .option('--yes', 'remove it', false)
    .option('--json', 'print one JSON document on standard output', false)
    .addHelpText('after', AFTER_HELP)
    .action((options: PruneOptions) => run(runner, options));
}

async function run(runner: ProcessRunner, options: PruneOptions): Promise<void> {
  const { graceDays, json, keep, mount, repository, yes } = options;
  const registry = openRepository(repository, options);
  await requireRepository(registry);
  const users = await usersOf(runner, options);
  const s3 = new S3Client({ ...awsConfig(withRegion(options, repository)), followRegionRedirects: true });
  const { unreached, world } = await openService(
    registry,
    { s3, mounts: mount },
    users.map(({ source }) => source),
  );
  const policy: RetentionPolicy = { keepNewest: keep, graceMs: graceDays * DAY_MS };
  const report = await (yes ? prune : reportRetention)(world, policy, new Date());
  const outcome: Outcome = { dryRun: !yes, ...report, unreached, asked: users.map(({ name }) => name) };
  process.stdout.write(json ? `${JSON.stringify(outcome, undefined, 2)}\n` : textOf(outcome));
}

interface Outcome extends PruneReport {
  readonly dryRun: boolean;
  /** Places that are not mounted, gone or closed, whose copies stay. */
  readonly unreached: readonly string[];
  /** Who was asked what they use. */
  readonly asked: readonly string[];
}

function textOf({ asked, dryRun, kept, removed, unreached }: Outcome): string {
  const rows = [
    ...removed.map(({ name, why }) => [dryRun ? 'would remove' : 'removed', name, why]),
    ...kept.map(({ name, why }) => ['kept', name, why]),
    ...unreached.map((name) => ['kept', `copies in ${name}`, whyKept(name)]),
  ];
  const hint = dryRun && removed.length > 0 ? 'Nothing was removed; with --yes it is.\n' : '';
  return `${table(['', 'What', 'Why'], rows)}Asked who uses them: ${asked.join(', ') || 'no stack and no cluster'}.\n${hint}`;
}

function whyKept(place: string): string {
  return place.startsWith('s3://') ? 'it is gone or cannot be read' : `it is not mounted; --mount ${place}=FOLDER`;
}

function mounted(text: string, known: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [, id = '', folder = ''] = /^(fs-[0-9a-f]+)=(.+)$/.exec(text) ?? [];
  if (id !== '') return new Map([...known, [id, folder]]);
  throw new InvalidArgumentError(
    'must be the id of a file system and a folder, for example fs-0123456789abcdef0=/mnt/checkpoints.',
  );
}
