import { pack } from 'tar-stream';
import { STORE_FOLDER, VARIABLES } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import type { ContainerMount } from '../../containers';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import { requireStatuses } from '../../copies/statuses';
import { prepareCopy } from '../../copies/prepared-copy';
import { removeCopies } from '../../copies/remove-copies';
import { startCopy } from '../../copies/running-copy';
import { readBack } from '../../stores/read-back';
import type { StoreTarget } from '../../stores/stored-checkpoint';
import type { Proven } from '../states';
import { placeOf } from './place';

/**
 * Restores one copy of `vN` from what was read back from a store, as a pod does; returns the time from container start
 * to first answer, in ms. Reading is not in it: the volume is filled before, as by an init container.
 */
export async function restoreStored(context: StageContext, proven: Proven, target: StoreTarget): Promise<number> {
  const { description } = target;
  progressOf(context, 'stores')(`restoring one copy from ${placeOf(target)}`);
  const image = `${context.repository.repository}@${proven.digests.service}`;
  const mount = await filledVolume(context, proven, target, image);
  const request = {
    image,
    from: `the copy in ${placeOf(target)}`,
    env: { [VARIABLES.store]: STORE_FOLDER },
    mounts: [mount],
  };
  const prepared = await prepareCopy(context, proven, request, `copy-${description.type}`);
  const copy = await startCopy(context, prepared);
  await requireStatuses(context, copy);
  await removeCopies(context, [copy]);
  return Math.round(copy.readyMs);
}

/** The runtime fills a volume through a container that is never started. */
async function filledVolume(
  context: StageContext,
  proven: Proven,
  target: StoreTarget,
  image: string,
): Promise<ContainerMount> {
  const { containers, run } = context;
  const mount = { volume: run.name(`store-${target.description.type}`), path: STORE_FOLDER };
  await containers.createVolume(mount.volume, run.labels);
  await containers.pull(image);
  const network = { kind: 'network', name: proven.network.name, aliases: [] } as const;
  const holder = await containers.create({ image, labels: run.labels, network, mounts: [mount] });
  const archive = pack();
  await target.open?.();
  try {
    const reading = readBack(target, proven.files, proven.user, archive).finally(() => archive.destroy());
    const ends = await Promise.allSettled([reading, containers.copyIn(holder, STORE_FOLDER, archive)]);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new Failure(
      'publish-failed',
      `the stored copy in ${placeOf(target)} could not be read back: ${reason}`,
      'check that the place keeps what is written and that you may read from it; nothing was released',
      { cause: error },
    );
  } finally {
    archive.destroy();
    await target.close?.();
  }
  await containers.remove('container', [holder]);
  return mount;
}
