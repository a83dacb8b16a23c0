import { posix } from 'node:path';
import type { PodVolume } from './pod-shape';

/** Returns whether a path is strictly below a folder. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/**
 * Returns the volumes for captured files when the root file system is read-only: each starts with the files of the
 * image.
 */
export function seededVolumes(readOnlyRoot: boolean, capturedPaths: readonly string[]): readonly PodVolume[] {
  if (!readOnlyRoot) return [];
  const folders = [...new Set(capturedPaths.map((path) => posix.dirname(path)))];
  return folders
    .filter((folder) => !folders.some((other) => isBelow(folder, other)))
    .map((path) => ({ path, content: 'seeded' }));
}
