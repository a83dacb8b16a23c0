import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import type { CheckpointFile, ReleaseRecord } from '../../contract';

export type StoredCheckpoint = ReleaseRecord['stores'][number];

/** The file list; a stored checkpoint without it is incomplete. */
export const FILE_LIST = 'files.json';

/** A place outside the registry that stores a checkpoint as plain files. */
export interface StoreTarget {
  /** How the release record describes the stored checkpoint. */
  readonly description: StoredCheckpoint;
  /**
   * Prepares the place for writing.
   * @default - nothing to prepare
   */
  open?(): Promise<void>;
  putFile(path: string, content: AsyncIterable<unknown>, header: Header): Promise<void>;
  putText(path: string, content: string): Promise<void>;
  /** Reads a file back, as a pod does. */
  readFile(path: string): Promise<Readable>;
  /**
   * Releases what `open` acquired; called whether or not the copying succeeded.
   * @default - nothing to release
   */
  close?(): Promise<void>;
  /** Removes everything of this stored checkpoint, to clean up after a run that died. */
  remove(): Promise<void>;
}

/** An entry of the file list: what `start` needs to restore a file to its original path. */
export interface ListedFile {
  readonly path: string;
  readonly type: string;
  readonly bytes: number;
  readonly mode: number;
  readonly link?: string;
}

/** Writes a checkpoint layer as plain files; the file list is written last. */
export async function writeToStore(
  layerArchive: string,
  files: readonly CheckpointFile[],
  target: StoreTarget,
): Promise<void> {
  await target.open?.();
  try {
    await writeFiles(layerArchive, files, target);
  } finally {
    await target.close?.();
  }
}

async function writeFiles(layerArchive: string, files: readonly CheckpointFile[], target: StoreTarget): Promise<void> {
  const entries = extract();
  createReadStream(layerArchive).pipe(entries);
  const listed: ListedFile[] = [];
  for await (const entry of entries) {
    const { header } = entry;
    const type = header.type;
    const path = header.name.replace(/\/$/, '');
    listed.push({
      path: `/${path}`,
      type,
      bytes: header.size,
      mode: header.mode,
      ...(header.linkname ? { link: header.linkname } : {}),
    });
    if (type === 'file') await target.putFile(path, entry, header);
    entry.resume();
  }
  await target.putText(FILE_LIST, JSON.stringify({ schema: 1, files: listed, checkpoint: files }));
}
