import { posix } from 'node:path';
import type { PodVolume } from './pod-shape';

/** Whether a path is inside a folder; a folder is not inside itself. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** With a read-only root the folders of captured files are volumes that start with what the image has there. */
export function seededVolumes(readOnlyRoot: boolean, capturedPaths: readonly string[]): readonly PodVolume[] {
  if (!readOnlyRoot) return [];
  const folders = [...new Set(capturedPaths.map((path) => posix.dirname(path)))];
  return folders
    .filter((folder) => !folders.some((other) => isBelow(folder, other)))
    .map((path) => ({ path, content: 'seeded' }));
}
