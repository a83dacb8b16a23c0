import type { PodVolume } from '../../engines';
import type { ContainerMount } from '../containers';
import type { StageContext } from '../context/stage-context';

/** Creates the volumes of one copy; the container runtime fills a new volume with the image's files at its path. */
export async function createVolumes(
  context: StageContext,
  name: string,
  volumes: readonly PodVolume[],
): Promise<ContainerMount[]> {
  return Promise.all(
    volumes.map(async ({ path }, index) => {
      const volume = context.run.name(`${name}-${index}`);
      await context.containers.createVolume(volume, context.run.labels);
      return { volume, path };
    }),
  );
}
