import { createReadStream } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { CHECKPOINT_FOLDER } from '../../../contract';
import type { CheckpointMemory } from '../../engines';
import { FileSearch } from '../../secrets/file-search';
import type { SecretSearch, Sighting } from '../../secrets/scanner';
import type { Place } from './findings';

export interface SearchListener {
  readonly sighted: (place: Place, sighting: Sighting) => void;
  readonly unread: (file: string, why: string) => void;
}

/** Looks through the memory of each process, in the order of its addresses: neighbours there lie apart in the files. */
export async function searchMemory(
  { processes }: CheckpointMemory,
  search: SecretSearch,
  { sighted }: SearchListener,
  signal: AbortSignal,
): Promise<void> {
  for (const { pid, stretches } of processes) {
    let nameAt: (offset: number) => string = () => '';
    const scanner = search.scanner((sighting, at) => {
      sighted({ kind: 'memory', pid, name: nameAt(at) }, sighting);
    });
    for (const stretch of stretches) {
      ({ nameAt } = stretch);
      for (const bytes of stretch.bytes()) {
        scanner.push(bytes);
        // The search never waits for anything, so an interruption would not be seen.
        await setImmediate();
        signal.throwIfAborted();
      }
      scanner.end();
    }
  }
}

/** The archive of a checkpoint's layer, and the folder in it below which everything is. */
export interface SearchedLayer {
  readonly archive: string;
  readonly root: string;
}

/** Looks through the files of a layer, except those that hold nothing but memory. */
export async function searchFiles(
  layer: SearchedLayer,
  memoryFiles: readonly string[],
  search: SecretSearch,
  { sighted, unread }: SearchListener,
): Promise<void> {
  const leftOut = new Set(memoryFiles.map((name) => `${CHECKPOINT_FOLDER}/${name}`));
  const files = new FileSearch(search, {
    unread,
    sighted: (path, sighting) => sighted({ kind: 'file', path }, sighting),
  });
  const tar = extract();
  const reading = pipeline(createReadStream(layer.archive, { highWaterMark: 1 << 20 }), tar);
  for await (const entry of tar) {
    const path = `/${entry.header.name}`.slice(layer.root.length);
    if (entry.header.type === 'file' && !leftOut.has(path)) await files.read(path, entry as AsyncIterable<Uint8Array>);
    entry.resume();
  }
  await reading;
}
