import { Command, Option } from 'commander';
import { captureHosts } from '../../contract';
import type { ReleaseRecord } from '../../contract';
import { ProcessRunner } from '../../kit/process';
import { ReleaseCatalogue } from '../../releases/catalogue';
import type { RecordedRelease } from '../../releases/records';
import type { Use } from '../../releases/retention/listing';
import { openRepository } from '../releases/open-repository';
import { PROFILE_OPTION, REGION_OPTION, repositoryOption } from '../releases/repository-option';
import { requireRepository } from '../releases/require-repository';
import { table } from '../releases/table';
import { usersOf } from '../releases/users';
import type { UserOptions } from '../releases/users';
import { wholeNumber } from '../releases/whole-number';

interface ReleasesOptions extends UserOptions {
  readonly newest: number;
  readonly json: boolean;
}

const HEADER = [
  ...['Release', 'Made (UTC)', 'Source', 'Engine', 'CPU class', 'Java', 'Image (MB)', 'Checkpoint (MB)'],
  ...['Cold (ms)', 'Restored (ms)', 'Used by'],
];
const UNKNOWN = '-';

/** `releases`: the releases of a repository, and who uses them. */
export function releasesCommand(runner = new ProcessRunner()): Command {
  return new Command('releases')
    .description('list the releases of a repository, newest first, and the stacks and pods that use them')
    .addOption(repositoryOption())
    .option('--newest <number>', 'how many are listed', wholeNumber, 20)
    .option('--kube-context <name...>', 'clusters whose pods are asked', [])
    .option('--stack-region <name...>', 'more regions whose stacks are asked', [])
    .addOption(PROFILE_OPTION)
    .addOption(REGION_OPTION)
    .addOption(new Option('--json', 'print one JSON document on standard output').default(false))
    .action((options: ReleasesOptions) => run(runner, options));
}

async function run(runner: ProcessRunner, options: ReleasesOptions): Promise<void> {
  const registry = openRepository(options.repository, options);
  await requireRepository(registry);
  const catalogue = new ReleaseCatalogue(registry);
  const users = await usersOf(runner, options);
  const [listed, uses] = await Promise.all([
    catalogue.list(options.newest),
    Promise.all(users.map(({ source }) => source())),
  ]);
  const rows = listed.toReversed().map((release) => ({ ...release, usedBy: usersOfRelease(release, uses.flat()) }));
  const text = options.json ? `${JSON.stringify(rows.map(document), undefined, 2)}\n` : table(HEADER, rows.map(rowOf));
  process.stdout.write(text);
}

type Row = RecordedRelease & { readonly usedBy: readonly string[] };

function usersOfRelease({ digest, record }: RecordedRelease, uses: readonly Use[]): readonly string[] {
  const digests = [digest, record.images.service.digest, record.images.checkpoint.digest];
  return [...new Set(uses.flatMap(({ by, what }) => ('digest' in what && digests.includes(what.digest) ? [by] : [])))];
}

function rowOf({ record, usedBy }: Row): readonly string[] {
  const { checkpoint, createdAt, engine, gate, images, provenance, release } = record;
  return [
    release,
    createdAt.slice(0, 16).replace('T', ' '),
    provenance?.revision?.slice(0, 12) ?? UNKNOWN,
    `${engine.type} ${engine.version}`,
    captureHosts(record)
      .map(({ cpuClass }) => cpuClass)
      .join(','),
    provenance?.java ?? UNKNOWN,
    megabytes(images.checkpoint.bytes),
    megabytes(checkpoint.storedBytes),
    gate.coldMs?.toFixed(0) ?? UNKNOWN,
    restoredMs(record).toFixed(0),
    usedBy.join(', ') || UNKNOWN,
  ];
}

function document({ digest, record, usedBy }: Row) {
  const { checkpoint, createdAt, engine, gate, host, images, provenance, release, service } = record;
  return {
    ...{ release, service, createdAt, recordDigest: digest, engine, cpuClass: host.cpuClass },
    ...(record.copies === undefined ? {} : { cpuClasses: captureHosts(record).map(({ cpuClass }) => cpuClass) }),
    ...{ provenance, images, checkpointBytes: checkpoint.storedBytes, coldMs: gate.coldMs },
    ...{ restoredMs: restoredMs(record), usedBy },
  };
}

/** The median of the gate's restores. */
function restoredMs({ gate: { restoreMs } }: ReleaseRecord): number {
  const sorted = restoreMs.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
