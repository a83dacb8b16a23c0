import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../fault';
import { both, flipped, manifest, manifestWith, missing, truncated, withoutSizes } from './damage';
import type { Damage } from './damage';
import { cold, ofPod } from './pod-fault';
import type { PodFault, PodOutcome } from './pod-fault';

const PAGES = /^pages-\d+\.img$/;
const MEMORY = /^memory\.img$/;

/** What CRIU finds wrong, or cannot go on with. */
const FAILED = cold('restore-failed');
/** Where damage is met in the middle of a restore, CRIU fails or waits. */
const FAILED_OR_HANGS = cold('restore-failed', 'deadline');

type Row = readonly [id: string, injects: string, expected: PodOutcome, Damage, Partial<PodFault>?];

const ROWS: readonly Row[] = [
  ['manifest-missing', 'the manifest is missing', cold('no-checkpoint'), missing(/^manifest$/)],
  ['manifest-empty', 'the manifest is empty', cold('manifest'), manifest(() => '')],
  ['manifest-binary', 'the manifest is bytes of something else', cold('manifest'), flipped(/^manifest$/)],
  ['manifest-zeros', 'the manifest is zeros, as after a crash of the node', cold('manifest'), zeros],
  ['manifest-unreadable', 'the manifest may not be read by the user', cold('manifest'), unreadable('manifest')],
  ['manifest-newer', 'the manifest has a schema of the future', cold('schema'), manifestWith('schema', '99')],
  ['manifest-other-engine', 'the manifest names an unknown engine', cold('engine'), manifestWith('engine', 'other')],
  ['manifest-hangs', 'reading the manifest hangs', cold('deadline'), pipe('manifest'), { course: 'hangs' }],
  ['pages-truncated', 'the pages are cut off', cold('files'), truncated(PAGES)],
  ['pages-missing', 'the pages are missing', cold('files'), missing(PAGES)],
  ['pages-folder', 'a folder has the name of the pages', cold('files'), both(missing(PAGES), folder('pages-1.img'))],
  [
    'pages-unknown-size',
    'the pages are cut off, and the manifest has no sizes',
    FAILED_OR_HANGS,
    both(withoutSizes, truncated(PAGES)),
    { course: 'hangs' },
  ],
  ['pages-flipped', 'every bit of the pages is flipped', FAILED_OR_HANGS, flipped(PAGES), { course: 'hangs' }],
  ['memory-truncated', 'the mapped memory is cut off', cold('files'), truncated(MEMORY)],
  ['memory-missing', 'the mapped memory is missing', cold('files'), missing(MEMORY)],
  [
    'memory-flipped',
    'every bit of the mapped memory is flipped',
    FAILED_OR_HANGS,
    flipped(MEMORY),
    { course: 'hangs' },
  ],
  ['core-flipped', 'every bit of a thread’s state is flipped', FAILED, flipped(/^core-/)],
  ['core-missing', 'a thread’s state is missing', cold('files'), missing(/^core-/)],
  ['inventory-flipped', 'every bit of the inventory is flipped', FAILED, flipped(/^inventory/)],
  ['pagemap-flipped', 'every bit of the page map is flipped', FAILED, flipped(/^pagemap/)],
  ['open-files-flipped', 'every bit of the list of open files is flipped', FAILED, flipped(/^files\.img$/)],
  ['checkpoint-empty', 'the folder of the checkpoint is empty', cold('no-checkpoint'), emptied],
];

export const FILES: readonly Fault[] = ROWS.map(([id, injects, expected, damage, more]) =>
  ofPod('files', expected, { id, injects, ...more, change: (bench) => ({ options: bench.checkpoint(damage) }) }),
);

function zeros(path: string): void {
  manifest((text) => Buffer.alloc(text.length))(path);
}

function unreadable(name: string): Damage {
  return (path) => chmodSync(join(path, name), 0);
}

/** A named pipe that nothing writes to: opening it waits. */
function pipe(name: string): Damage {
  return (path) => {
    rmSync(join(path, name));
    if (spawnSync('mkfifo', [join(path, name)]).status !== 0) throw new Error('mkfifo failed');
  };
}

function folder(name: string): Damage {
  return (path) => {
    mkdirSync(join(path, name));
  };
}

function emptied(path: string): void {
  rmSync(path, { recursive: true });
  mkdirSync(path);
}
