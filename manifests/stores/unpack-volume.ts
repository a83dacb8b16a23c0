import type { Volume } from 'kubernetes-types/core/v1';
import { STORE_VOLUME } from '../delivery';

/** Where a pod unpacks its checkpoint. */
export interface UnpackOptions {
  /**
   * Unpacks into memory instead of onto the node's disk. The disk is not waited for, and the whole checkpoint counts for
   * the memory limit of the pod for as long as it runs; on the disk, only what is read takes memory, which the node can
   * take back.
   *
   * @default false
   */
  readonly inMemory?: boolean;
}

/** Returns the volume that `fetch` fills. */
export function unpackVolume({ inMemory = false }: UnpackOptions): Volume {
  return { name: STORE_VOLUME, emptyDir: inMemory ? { medium: 'Memory' } : {} };
}
