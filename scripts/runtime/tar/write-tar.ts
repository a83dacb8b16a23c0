import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { Header, Pack } from 'tar-stream';
import { sha256Of } from '../download';
import { CAPABILITY_HEADER, capabilityAttribute } from './capability';
import { EXECUTABLE } from './tree';
import type { FileEntry, TreeEntry } from './tree';

export interface WrittenTar {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Writes an archive whose bytes follow from the entries alone: sorted, without times and owners. Folders that the
 * entries are in are added below `root`, so that no folder of an image is changed by the archive.
 */
export async function writeTar(file: string, entries: readonly TreeEntry[], root = ''): Promise<WrittenTar> {
  const tar = pack();
  const written = pipeline(tar, createWriteStream(file));
  for (const entry of sorted([...entries, ...foldersOf(entries, root)])) add(tar, entry);
  tar.finalize();
  await written;
  return { sha256: await sha256Of(file), bytes: (await stat(file)).size };
}

function add(tar: Pack, entry: TreeEntry): void {
  const common = { name: entry.path, mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
  switch (entry.kind) {
    case 'folder':
      tar.entry({ ...common, type: 'directory', mode: entry.mode ?? EXECUTABLE });
      return;
    case 'link':
      tar.entry({ ...common, type: 'symlink', linkname: entry.target, mode: 0o777 });
      return;
    case 'file':
      tar.entry({ ...common, type: 'file', mode: entry.mode, ...attributes(entry) }, entry.content);
  }
}

function attributes({ capabilities }: FileEntry): Pick<Header, 'pax'> {
  if (capabilities === undefined) return {};
  // Every byte of this attribute is below 128, so that it is the same as text.
  return { pax: { [CAPABILITY_HEADER]: capabilityAttribute(capabilities).toString('latin1') } };
}

function foldersOf(entries: readonly TreeEntry[], root: string): readonly TreeEntry[] {
  const given = new Set(entries.map(({ path }) => path));
  const folders = new Set<string>();
  for (const { path } of entries) {
    for (let folder = dirname(path); folder !== '.' && folder.startsWith(root); folder = dirname(folder)) {
      if (!given.has(folder)) folders.add(folder);
    }
  }
  return [...folders].map((path) => ({ kind: 'folder', path }));
}

function sorted(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  return [...entries].sort((one, other) => (one.path < other.path ? -1 : 1));
}
