import type { Readable } from 'node:stream';
import type { ReleaseRecord } from '../../contract';

export type StoredCheckpoint = Exclude<ReleaseRecord['stores'][number], { readonly type: 'image' }>;

/** A place outside the registry that stores the pack of a release. */
export interface StoreTarget {
  /** How the release record describes the stored checkpoint. */
  readonly description: StoredCheckpoint;
  /**
   * Prepares the place for writing.
   * @default - nothing to prepare
   */
  open?(): Promise<void>;
  /** Stores the pack; readers see it whole or not at all. */
  put(pack: string): Promise<void>;
  /** Reads the pack back, as a pod does. */
  read(): Promise<Readable>;
  /**
   * Releases what `open` acquired; called whether or not the copying succeeded.
   * @default - nothing to release
   */
  close?(): Promise<void>;
  /** Removes everything of this stored checkpoint, to clean up after a run that died. */
  remove(): Promise<void>;
}

/** Does something with a place while it is prepared. */
export async function whileOpen<T>(target: StoreTarget, work: () => Promise<T>): Promise<T> {
  await target.open?.();
  try {
    return await work();
  } finally {
    await target.close?.();
  }
}
