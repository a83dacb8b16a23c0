import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Draw } from '../../contract';
import { ImageFolder } from '../../stage/engines/criu/images/image-folder';
import { readMemory } from '../../stage/engines/criu/images/process-memory';
import { rewriteCheckpoint } from '../../stage/engines/criu/rewrite/rewrite';
import type { SecretSearch, Sighting } from '../../stage/secrets/scanner';
import { searchFiles, searchMemory } from '../../stage/steps/search/search-checkpoint';
import type { Place } from '../../stage/steps/search/findings';
import { PAGE, writeCheckpoint } from './unit-checkpoint';
import { scratch } from './unit-scratch';

/** The first page of a made-up process. */
const FIRST = 16;

/** Draws the same characters each time: a linear congruential generator. */
export function drawing(seed: number): Draw {
  let state = seed;
  const next = (most: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  return (alphabet, length) => Array.from({ length }, () => alphabet[next(alphabet.length)]).join('');
}

export interface Seen {
  readonly place: Place;
  readonly sighting: Sighting;
}

/** Puts bytes into the memory of a process, this far from the end of its second page, and searches it. */
export async function seenInMemory(search: SecretSearch, bytes: Buffer, beforeEnd: number): Promise<Seen[]> {
  const [source, target] = [join(scratch(), 'source'), join(scratch(), 'target')];
  const memory = Buffer.alloc((Math.ceil(bytes.length / PAGE) + 3) * PAGE, 0x2e);
  bytes.copy(memory, 2 * PAGE - beforeEnd);
  const pages = Array.from({ length: memory.length / PAGE }, (_, index) => index);
  const content = new Map(pages.map((page) => [page, memory.subarray(page * PAGE, (page + 1) * PAGE)]));
  writeCheckpoint(source, [{ pages: pages.length, content }]);
  // Every second page is copied, so neighbours lie in two files.
  const written = new Set(pages.filter((page) => page % 2 === 0).map((page) => page + FIRST));
  rewriteCheckpoint(source, target, { memory: 'mapped', workingSet: { written, read: new Set() } });
  const seen: Seen[] = [];
  await searchMemory(readMemory(new ImageFolder(target)), search, listener(seen), new AbortController().signal);
  return seen;
}

/** Writes files into the layer of a checkpoint and searches it. */
export async function seenInFiles(
  search: SecretSearch,
  files: Readonly<Record<string, Buffer>>,
  unread: (file: string, why: string) => void = () => undefined,
): Promise<Seen[]> {
  const seen: Seen[] = [];
  await searchFiles({ archive: await layerOf(files), root: '' }, ['memory.img'], search, { ...listener(seen), unread });
  return seen;
}

/** Writes a layer with these files. */
export async function layerOf(files: Readonly<Record<string, Buffer>>): Promise<string> {
  const file = join(scratch(), 'layer.tar');
  await pipeline(tarOf(files), createWriteStream(file));
  return file;
}

export function tarOf(files: Readonly<Record<string, Buffer>>) {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name: name.slice(1) }, content);
  tar.finalize();
  return tar;
}

function listener(seen: Seen[]) {
  return {
    sighted: (place: Place, sighting: Sighting) => {
      seen.push({ place, sighting });
    },
    unread: () => undefined,
  };
}

export function gzip(bytes: Buffer): Buffer {
  return gzipSync(bytes);
}

/** A zip file with one entry, as in APPNOTE.TXT of PKWARE. */
export function zip(name: string, content: Buffer): Buffer {
  const [packed, file] = [deflateRawSync(content), Buffer.from(name)];
  const sizes = words([crc32(content), packed.length, content.length], 4);
  const common = Buffer.concat([words([20, 0, 8, 0, 0], 2), sizes, words([file.length, 0], 2)]);
  const local = Buffer.concat([words([0x04034b50], 4), common, file, packed]);
  const central = Buffer.concat([
    ...[words([0x02014b50], 4), words([20], 2), common],
    ...[words([0, 0, 0], 2), words([0, 0], 4), file],
  ]);
  const end = [words([0x06054b50], 4), words([0, 0, 1, 1], 2), words([central.length, local.length], 4), words([0], 2)];
  return Buffer.concat([local, central, ...end]);
}

function words(values: readonly number[], bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(values.length * bytes);
  for (const [index, value] of values.entries()) buffer.writeUIntLE(value, index * bytes, bytes);
  return buffer;
}

/** The check sum is at the end of what gzip writes, before the length. */
function crc32(content: Buffer): number {
  return gzipSync(content).readUInt32LE(gzipSync(content).length - 8);
}
