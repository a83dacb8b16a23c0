import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { STORE_FOLDER } from '../../../../contract';
import { waitUntil } from '../../../../kit/wait';
import type { Fault } from '../fault';
import { flipped, missing, truncated } from './damage';
import type { Damage } from './damage';
import { MAPPED } from './pod-bench';
import type { PodBench, PodChange } from './pod-bench';
import { cold, ofPod, restored } from './pod-fault';
import type { PodFault, PodOutcome } from './pod-fault';

const CHECKPOINT = 'opt/eks-crac/checkpoint';
const CHECKPOINT_FOLDER_OF_STORE = `${STORE_FOLDER}/${CHECKPOINT}`;
const SHORT_SECONDS = 2;
const MINUTE = 60_000;
const SLOW_MS = 1000;

type Row = readonly [id: string, injects: string, PodOutcome, PodFault['change'], Partial<PodFault>?];

const ROWS: readonly Row[] = [
  [
    'store-empty',
    'the unpacked store is empty',
    cold('no-checkpoint'),
    stored((folder) => rmSync(join(folder, 'opt'), { recursive: true })),
  ],
  ['store-pages-truncated', 'the pages in the store are cut off', cold('files'), stored(below(truncated(/^pages-/)))],
  [
    'store-memory-missing',
    'the mapped memory is missing in the store',
    cold('files'),
    stored(below(missing(/^memory/))),
  ],
  ['store-half-written', 'half of the files are in the store', cold('files'), stored(below(halved))],
  [
    'store-captured-file-missing',
    'a file that the service had changed is missing in the store',
    cold('store'),
    stored((folder) => rmSync(join(folder, MAPPED))),
  ],
  ['store-pack-missing', 'the mounted store has no pack', cold('no-checkpoint'), packed(missing(/pack$/))],
  ['store-pack-cut', 'the pack in the store is cut off', cold('no-checkpoint'), packed(truncated(/pack$/))],
  ['store-pack-altered', 'every bit of the pack is flipped', cold('no-checkpoint'), packed(flipped(/pack$/))],
  [
    'store-target-full',
    'the volume to unpack into is too small',
    cold('no-checkpoint'),
    // A file system over a part of the folder, which the pod does not see.
    packed(() => undefined, ['--tmpfs', `${CHECKPOINT_FOLDER_OF_STORE}:size=1m,mode=1777`]),
  ],
  ['store-hangs', 'the store hangs', cold('deadline'), stored(below(hanging)), { course: 'hangs' }],
  [
    'bucket-release-missing',
    'the bucket has no such release',
    cold('no-checkpoint'),
    (bench) => bench.fetching({ name: 'nothing/v1' }),
  ],
  ['bucket-slow', 'the bucket answers after a second', restored, slow],
  [
    'bucket-hangs',
    'the bucket does not answer',
    cold('no-checkpoint'),
    (bench) => silenced(bench, () => bench.fetching({ seconds: SHORT_SECONDS })),
  ],
  [
    'bucket-gone-half-way',
    'the bucket is gone when half of the checkpoint is fetched',
    cold('no-checkpoint'),
    goneHalfWay,
  ],
  [
    'bucket-denied',
    'the role of the pod may not read the bucket',
    cold('no-checkpoint'),
    (bench) => bench.fetching({ trouble: () => ({ status: 403, code: 'AccessDenied' }) }),
  ],
  [
    'bucket-credentials-expired',
    'the credentials of the pod have expired',
    cold('no-checkpoint'),
    (bench) => bench.fetching({ trouble: () => ({ status: 400, code: 'ExpiredToken' }) }),
  ],
  [
    'bucket-credentials-missing',
    'the pod has no credentials',
    cold('no-checkpoint'),
    (bench) => bench.fetching({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: '', AWS_EC2_METADATA_DISABLED: 'true' } }),
  ],
  [
    'bucket-throttles',
    'the bucket throttles the first requests',
    restored,
    (bench) => bench.fetching({ trouble: (number) => (number < 5 ? { status: 503, code: 'SlowDown' } : 'pass') }),
  ],
  [
    'bucket-cuts-connections',
    'every second connection to the bucket is cut',
    restored,
    (bench) => bench.fetching({ trouble: (number) => (number % 2 === 0 ? 'cut' : 'pass') }),
  ],
];

export const STORE: readonly Fault[] = ROWS.map(([id, injects, expected, change, more]) =>
  ofPod('store', expected, { id, injects, ...more, change }),
);

function stored(damage: Damage): PodFault['change'] {
  return (bench) => bench.store(damage);
}

function packed(damage: Damage, options: readonly string[] = []): PodFault['change'] {
  return (bench) => bench.unpacking(damage, options);
}

function below(damage: Damage): Damage {
  return (folder) => damage(join(folder, CHECKPOINT));
}

function halved(folder: string): void {
  const images = readdirSync(folder).filter((name) => name.endsWith('.img'));
  images.slice(images.length / 2).forEach((name) => rmSync(join(folder, name)));
}

/** A pipe that nobody writes to in the place of the manifest: opening it waits. */
function hanging(folder: string): void {
  rmSync(join(folder, 'manifest'));
  spawnSync('mkfifo', [join(folder, 'manifest')]);
}

/** The bucket's server answers nothing for a second. */
async function slow(bench: PodBench): Promise<PodChange> {
  const { server } = bench.bucket;
  server.suspend();
  const fetching = bench.fetching({});
  await delay(SLOW_MS);
  server.resume();
  return fetching;
}

/** Suspends the bucket's server while something is done. */
async function silenced(bench: PodBench, work: () => Promise<PodChange>): Promise<PodChange> {
  bench.bucket.server.suspend();
  try {
    return await work();
  } finally {
    bench.bucket.server.resume();
  }
}

/** Suspends the server as soon as something of the checkpoint has come. */
async function goneHalfWay(bench: PodBench): Promise<PodChange> {
  const folder = bench.folder('fetched');
  const fetching = bench.fetching({ folder, seconds: SHORT_SECONDS });
  await waitUntil<true>({ timeoutMs: MINUTE, intervalMs: 5 }, () =>
    Promise.resolve(existsSync(join(folder, CHECKPOINT)) ? { found: true } : { seen: 'nothing' }),
  );
  return silenced(bench, () => fetching);
}
