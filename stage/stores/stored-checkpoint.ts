import { createReadStream } from 'node:fs';
import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import type { CheckpointFile, ReleaseRecord } from '../../contract';

export type StoredCheckpoint = ReleaseRecord['stores'][number];

/** The name of the list of files: a copy without it is not complete. */
export const FILE_LIST = 'files.json';

/** A place outside the registry that keeps a checkpoint as plain files. */
export interface StoreTarget {
  /** How the release record names the copy. */
  readonly description: StoredCheckpoint;
  /** Makes the place ready to be written. @default - it always is */
  open?(): Promise<void>;
  putFile(path: string, content: AsyncIterable<unknown>, header: Header): Promise<void>;
  putText(path: string, content: string): Promise<void>;
  /** Gives back what `open` took; called however the copying ended. @default - nothing to give back */
  close?(): Promise<void>;
  /** Removes everything of this copy; the clean-up of a run that died. */
  remove(): Promise<void>;
}

/** One entry of the list: what `start` needs to put a file where the container had it. */
interface ListedFile {
  readonly path: string;
  readonly type: string;
  readonly bytes: number;
  readonly mode: number;
  readonly link?: string;
}

/** Copies a checkpoint layer as plain files, the list of files last. */
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
