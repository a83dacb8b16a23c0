import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { Command } from 'commander';
import { coldVariant, imageVariant, measureStarts, spread } from '../../cli/rehearsal/measure';
import type { Spread, Variant } from '../../cli/rehearsal/measure';
import { Progress } from '../../cli/render/progress';
import { PACK_FILE, STORE_FOLDER, VARIABLES } from '../../contract';
import type { PackedCheckpoint } from '../../contract';
import { ProcessRunner } from '../../kit/process';
import { withBothCaptures } from '../restore/both-captures';
import type { Captured } from '../restore/both-captures';
import { BUCKET, startObjectServer } from './object-server';
import type { ObjectServer } from './object-server';
import { StorePrograms } from './store-programs';
import type { Cpus } from './store-programs';

interface StoresOptions {
  readonly spec: string;
  readonly runs: number;
  readonly cpu?: number;
  readonly json: boolean;
}

/** One way to start, or to move bytes; times in milliseconds. */
interface Report {
  readonly rawBytes: number;
  readonly packedBytes: number;
  readonly packMs: Spread;
  /** From the same server, on all cores. */
  readonly fetchMs: Spread;
  readonly syncMs: Spread;
  /** Fetch, check and unpack on the service's CPUs, and the start until the first answer. */
  readonly totals: Readonly<Record<Way, Total>>;
}

const WAYS = ['cold', 'copied', 'image', 'fileSystem', 'bucket'] as const;
type Way = (typeof WAYS)[number];

interface Total {
  readonly fetchMs: Spread;
  readonly startMs: Spread;
  readonly totalMs: Spread;
}

interface Bench extends Captured {
  /** The same service with memory that is copied, from its image. */
  readonly copied: Captured;
  readonly packed: PackedCheckpoint;
  readonly programs: StorePrograms;
  readonly server: ObjectServer;
  /** The folder of the release in the folder store. */
  readonly published: string;
  readonly runs: number;
  readonly cpus: Cpus;
}

async function benchmark({ runs, ...choice }: StoresOptions): Promise<Report> {
  const progress = new Progress(process.stderr);
  const scratch = await mkdtemp(join(tmpdir(), 'eks-crac-bench-'));
  const server = await startObjectServer(join(scratch, 'objects'));
  try {
    return await withBothCaptures(
      { ...choice, folder: join(scratch, 'store') },
      progress,
      async ({ copied, mapped }) => {
        const { checkpoint, release, service } = mapped.capture.record;
        if (checkpoint.packed === undefined) throw new Error('the release has no pack');
        const bench = {
          ...{ ...mapped, copied, packed: checkpoint.packed, server, runs },
          programs: await StorePrograms.in(scratch),
          published: join(scratch, 'store', service, release),
          cpus: mapped.context.spec.run.cpu > 1 ? 'all' : 'one',
        } as const;
        progress.note(`measure ${runs} of each, in turn`);
        return measure(bench);
      },
    );
  } finally {
    await server.stop();
    await rm(scratch, { recursive: true });
  }
}

async function measure(bench: Bench): Promise<Report> {
  const { capture, packed, programs, published, runs, server } = bench;
  const raw = await programs.fetch(published, packed, {}, 'all');
  const aws = (argv: readonly string[]) => new ProcessRunner().run(['aws', 's3', ...argv], { env: server.env });
  await aws(['cp', '--only-show-errors', join(published, PACK_FILE), `s3://${BUCKET}/packed/${PACK_FILE}`]);
  await aws(['sync', '--only-show-errors', raw.folder, `s3://${BUCKET}/raw/`]);
  const moved = { pack: [] as number[], fetch: [] as number[], sync: [] as number[] };
  for (let run = 0; run <= runs; run += 1) {
    const pack = await programs.pack(capture.published.layerArchive);
    const fetched = await programs.fetch(`s3://${BUCKET}/packed`, packed, server.env, 'all');
    await rm(fetched.folder, { recursive: true });
    const sync = await programs.sync(`s3://${BUCKET}/raw/`, server.env);
    // The first round fills caches, and is not counted.
    if (run === 0) continue;
    moved.pack.push(pack);
    moved.fetch.push(fetched.ms);
    moved.sync.push(sync);
  }
  return {
    rawBytes: capture.record.checkpoint.rawBytes,
    packedBytes: packed.bytes,
    ...{ packMs: spread(moved.pack), fetchMs: spread(moved.fetch), syncMs: spread(moved.sync) },
    totals: await measureTotals(bench),
  };
}

async function measureTotals(bench: Bench): Promise<Report['totals']> {
  const found = new Map(WAYS.map((way) => [way, [] as Start[]]));
  for (let run = 0; run <= bench.runs; run += 1) {
    for (const [way, starts] of found) {
      const start = await START[way](bench);
      if (run > 0) starts.push(start);
    }
  }
  const of = (way: Way) => total(found.get(way) ?? []);
  return {
    ...{ cold: of('cold'), copied: of('copied'), image: of('image') },
    ...{ fileSystem: of('fileSystem'), bucket: of('bucket') },
  };
}

const START: Readonly<Record<Way, (bench: Bench) => Promise<Start>>> = {
  cold: (bench) => started(bench, coldVariant(bench.context, bench.capture)),
  copied: ({ copied }) => started(copied, imageVariant(copied.context, copied.capture)),
  image: (bench) => started(bench, imageVariant(bench.context, bench.capture)),
  fileSystem: (bench) => fetchedAndStarted(bench, bench.published, {}),
  bucket: (bench) => fetchedAndStarted(bench, `s3://${BUCKET}/packed`, bench.server.env),
};

interface Start {
  readonly fetchMs: number;
  readonly startMs: number;
}

async function started({ capture, context }: Captured, variant: Variant): Promise<Start> {
  const { coldStarts, startMs } = await measureStarts(context, capture, variant, 1);
  if (coldStarts > 0) throw new Error('it started cold');
  return { fetchMs: 0, startMs: startMs.median };
}

/** As in a pod of `vN`, whose init container has ended before the service's container is started. */
async function fetchedAndStarted(bench: Bench, source: string, env: Readonly<Record<string, string>>): Promise<Start> {
  const { folder, ms } = await bench.programs.fetch(source, bench.packed, env, bench.cpus);
  await chmod(folder, 0o755);
  const ofImage = imageVariant(bench.context, bench.capture);
  const { images, repository } = bench.capture.record;
  const { startMs } = await started(bench, {
    ...ofImage,
    image: `${repository}@${images.service.digest}`,
    env: { ...ofImage.env, [VARIABLES.store]: posix.join(STORE_FOLDER) },
    mounts: [{ volume: folder, path: STORE_FOLDER }],
  });
  await rm(folder, { recursive: true });
  return { fetchMs: ms, startMs };
}

function total(starts: readonly Start[]): Total {
  return {
    fetchMs: spread(starts.map(({ fetchMs }) => fetchMs)),
    startMs: spread(starts.map(({ startMs }) => startMs)),
    totalMs: spread(starts.map(({ fetchMs, startMs }) => fetchMs + startMs)),
  };
}

function text({ fetchMs, packMs, packedBytes, rawBytes, syncMs, totals }: Report): string {
  const around = ({ median, runs }: Spread) =>
    `${median.toFixed(0)} (${Math.min(...runs).toFixed(0)}–${Math.max(...runs).toFixed(0)})`;
  const ratio = (one: Total, to: Total) => (one.totalMs.median / to.totalMs.median).toFixed(2);
  const row = ([id, one]: [string, Total]) =>
    `| ${id} | ${around(one.fetchMs)} | ${around(one.startMs)} | ${around(one.totalMs)} | ${ratio(one, totals.image)} | ${ratio(one, totals.copied)} |`;
  return [
    `raw ${(rawBytes / 1e6).toFixed(0)} MB, packed ${(packedBytes / 1e6).toFixed(0)} MB (${((100 * packedBytes) / rawBytes).toFixed(1)} %)`,
    `pack ${around(packMs)} ms, ${(rawBytes / packMs.median / 1e3).toFixed(0)} MB/s`,
    `fetch ${around(fetchMs)} ms, aws s3 sync of the raw files ${around(syncMs)} ms, ${(syncMs.median / fetchMs.median).toFixed(1)} times`,
    '',
    '| | fetch (ms) | start → first 200 (ms) | total (ms) | to image | to image, copied |',
    '| --- | --- | --- | --- | --- | --- |',
    ...Object.entries(totals).map(row),
  ].join('\n');
}

/** `bench stores`: packing, fetching, and starts from each store in turn. */
export function storesCommand(): Command {
  return new Command('stores')
    .description(
      'measure packing, fetching against aws s3 sync, and starts from image, file system and bucket, in turn',
    )
    .option('--spec <file>', 'the capture spec', 'examples/springdemo/eks-crac.yaml')
    .option('--runs <number>', 'of each kind', Number, 7)
    .option('--cpu <number>', "CPUs of the service (default: the spec's)", Number)
    .option('--json', 'print one JSON document', false)
    .action(async (options: StoresOptions) => {
      const report = await benchmark(options);
      process.stdout.write(`${options.json ? JSON.stringify(report, undefined, 2) : text(report)}\n`);
    });
}
