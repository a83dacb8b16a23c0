import { posix } from 'node:path';
import type { PodVolume } from '../../engines';
import { isBelow } from '../checkpoint-layer/changed-paths';
import type { ContainerMount } from '../clients';
import type { StageContext } from '../stage-context';

/** With a read-only root the folders of captured files are volumes that start with what the image has there. */
export function seededVolumes(readOnlyRoot: boolean, capturedPaths: readonly string[]): readonly PodVolume[] {
  if (!readOnlyRoot) return [];
  const folders = [...new Set(capturedPaths.map((path) => posix.dirname(path)))];
  return folders
    .filter((folder) => !folders.some((other) => isBelow(folder, other)))
    .map((path) => ({ path, content: 'seeded' }));
}

/** Creates the volumes of one copy; the container engine fills a new one with what the image has at its place. */
export async function createVolumes(
  context: StageContext,
  name: string,
  volumes: readonly PodVolume[],
): Promise<ContainerMount[]> {
  return Promise.all(
    volumes.map(async ({ path }, index) => {
      const volume = context.run.name(`${name}-${index}`);
      await context.engine.createVolume(volume, context.run.labels);
      return { volume, path };
    }),
  );
}
