import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileCapability } from './capability';

export interface FileEntry {
  readonly kind: 'file';
  readonly path: string;
  readonly mode: number;
  readonly content: Buffer;
  readonly capabilities?: readonly FileCapability[];
}

/** A file, folder or link that will be in an archive; its path has no leading slash. */
export type TreeEntry =
  | FileEntry
  | { readonly kind: 'folder'; readonly path: string; readonly mode?: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

export const EXECUTABLE = 0o755;
export const READABLE = 0o644;

export function textEntry(path: string, text: string): TreeEntry {
  return { kind: 'file', path, mode: READABLE, content: Buffer.from(text) };
}

/** A file of this machine, with links followed. */
export async function fileEntry(path: string, from: string, mode: number): Promise<FileEntry> {
  return { kind: 'file', path, mode, content: await readFile(from) };
}

/** The files and links of a folder, not those of folders in it. */
export async function folderEntries(path: string, from: string): Promise<readonly TreeEntry[]> {
  const found = await readdir(from, { withFileTypes: true });
  return Promise.all(
    found
      .filter((entry) => !entry.isDirectory())
      .map(async (entry) =>
        entry.isSymbolicLink()
          ? ({ kind: 'link', path: join(path, entry.name), target: await readlink(join(from, entry.name)) } as const)
          : fileEntry(join(path, entry.name), join(from, entry.name), READABLE),
      ),
  );
}
