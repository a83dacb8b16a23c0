import { posix } from 'node:path';
import { VARIABLES } from '../contract/layout';
import type { PodVolume } from './pod-shape';

/** Returns whether a path is strictly below a folder. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** The files that a service changed or removed at the capture, or had open when they were deleted. */
export interface CapturedPaths {
  readonly capturedPaths: readonly string[];
  readonly removedPaths: readonly string[];
  /** CRIU makes them again for a moment while it restores. @default - none */
  readonly deletedPaths?: readonly string[];
}

/**
 * Returns the volumes for these files when the root file system is read-only: each starts with the files of the image.
 */
export function seededVolumes(readOnlyRoot: boolean, paths: CapturedPaths): readonly PodVolume[] {
  if (!readOnlyRoot) return [];
  const changed = [...paths.capturedPaths, ...paths.removedPaths, ...(paths.deletedPaths ?? [])];
  const folders = [...new Set(changed.map((path) => posix.dirname(path)))];
  return folders
    .filter((folder) => !folders.some((other) => isBelow(folder, other)))
    .map((path) => ({ path, content: 'seeded' }));
}

/** Returns the variable that tells `start` which volumes hold files of the image; none if there are no such volumes. */
export function seededVariable(volumes: readonly PodVolume[]): Readonly<Record<string, string>> {
  const paths = volumes.filter(({ content }) => content === 'seeded').map(({ path }) => path);
  return paths.length === 0 ? {} : { [VARIABLES.seeded]: paths.join(':') };
}
