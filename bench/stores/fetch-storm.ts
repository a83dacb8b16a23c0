import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { spread } from '../../cli/rehearsal/measure';
import type { Spread } from '../../cli/rehearsal/measure';
import { PACK_FILE } from '../../contract';
import { ProcessRunner } from '../../kit/process';
import { BUCKET, startObjectServer } from './object-server';
import { StorePrograms } from './store-programs';

interface FetchStormOptions {
  readonly layer: string;
  readonly copies: readonly number[];
  readonly runs: number;
  readonly json: boolean;
}

/** Fetches that begin at the same moment; times in milliseconds. */
interface FetchStorm {
  readonly store: 'bucket' | 'fileSystem';
  readonly copies: number;
  readonly medianMs: Spread;
  readonly p95Ms: Spread;
  /** Bytes that were fetched until the last one was done, a second. */
  readonly bytesPerSecond: Spread;
}

async function benchmark({ copies, layer, runs }: FetchStormOptions): Promise<readonly FetchStorm[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'eks-crac-bench-'));
  const server = await startObjectServer(join(scratch, 'objects'));
  try {
    const programs = await StorePrograms.in(scratch);
    const folder = join(scratch, 'store');
    await mkdir(folder);
    const packed = await programs.packInto(layer, join(folder, PACK_FILE));
    const put = [
      'aws',
      's3',
      'cp',
      '--only-show-errors',
      join(folder, PACK_FILE),
      `s3://${BUCKET}/packed/${PACK_FILE}`,
    ];
    await new ProcessRunner().run(put, { env: server.env });
    const fetch = {
      fileSystem: () => programs.fetch(folder, packed, {}, 'all'),
      bucket: () => programs.fetch(`s3://${BUCKET}/packed`, packed, server.env, 'all'),
    };
    const found: FetchStorm[] = [];
    for (const count of copies)
      for (const store of ['fileSystem', 'bucket'] as const) {
        found.push({ store, copies: count, ...(await storms(fetch[store], count, runs, packed.bytes)) });
      }
    return found;
  } finally {
    await server.stop();
    await rm(scratch, { recursive: true });
  }
}

type Fetch = () => Promise<{ readonly ms: number; readonly folder: string }>;

async function storms(fetch: Fetch, copies: number, runs: number, bytes: number) {
  const [median, p95, rate]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    const fetched = await Promise.all(Array.from({ length: copies }, fetch));
    rate.push((copies * bytes) / ((performance.now() - began) / 1000));
    const sorted = fetched.map(({ ms }) => ms).sort((a, b) => a - b);
    median.push(rank(sorted, 0.5));
    p95.push(rank(sorted, 0.95));
    await Promise.all(fetched.map(({ folder }) => rm(folder, { recursive: true })));
  }
  return { medianMs: spread(median), p95Ms: spread(p95), bytesPerSecond: spread(rate) };
}

function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

function table(found: readonly FetchStorm[]): string {
  const row = ({ bytesPerSecond, copies, medianMs, p95Ms, store }: FetchStorm) =>
    `| ${store} | ${copies} | ${medianMs.median.toFixed(0)} | ${p95Ms.median.toFixed(0)} (max ${p95Ms.max.toFixed(0)}) | ${(bytesPerSecond.median / 1e6).toFixed(0)} |`;
  const head = `| store, ${cpus().length} processors | fetches at once | p50 (ms) | p95 (ms) | stored bytes in all (MB/s) |`;
  return [head, '| --- | --- | --- | --- | --- |', ...found.map(row)].join('\n');
}

/** `bench fetch-storm`: many pods fetch one pack at the same moment. */
export function fetchStormCommand(): Command {
  return new Command('fetch-storm')
    .description('measure many fetches of one pack at once, from a folder and from an S3 server on this machine')
    .requiredOption('--layer <file>', 'a checkpoint layer, or any other tar archive, to pack')
    .option('--copies <list>', 'sizes, for example 1,16', (text) => text.split(',').map(Number), [1, 16])
    .option('--runs <number>', 'storms of each size', Number, 3)
    .option('--json', 'print one JSON document', false)
    .action(async (options: FetchStormOptions) => {
      const found = await benchmark(options);
      process.stdout.write(`${options.json ? JSON.stringify(found, undefined, 2) : table(found)}\n`);
    });
}
