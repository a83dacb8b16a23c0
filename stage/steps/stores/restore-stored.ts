import { VARIABLES } from '../../../contract';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import { requireStatuses } from '../../copies/statuses';
import { prepareCopy } from '../../copies/prepared-copy';
import { removeCopies } from '../../copies/remove-copies';
import { startCopy } from '../../copies/running-copy';
import type { StoreTarget } from '../../stores/stored-checkpoint';
import type { Proven, ProvenStore } from '../states';
import type { Pack } from './pack-layer';
import { placeOf } from './place';
import { unpackedVolume } from './unpacked-volume';

/** Restores one copy of `vN` from what a store has, as a pod does. */
export async function restoreStored(
  context: StageContext,
  proven: Proven,
  pack: Pack,
  target: StoreTarget,
): Promise<ProvenStore> {
  const { description } = target;
  progressOf(context, 'stores')(`restoring one copy from ${placeOf(target)}`);
  const { folder, mount, unpackMs } = await unpackedVolume(context, proven, pack, target);
  const request = {
    image: `${context.repository.repository}@${proven.digests.service}`,
    from: `the copy in ${placeOf(target)}`,
    env: { [VARIABLES.store]: folder },
    mounts: [mount],
  };
  const prepared = await prepareCopy(context, proven, request, `copy-${description.type}`);
  const copy = await startCopy(context, prepared);
  await requireStatuses(context, copy);
  await removeCopies(context, [copy]);
  return { description, unpackMs, restoreMs: Math.round(copy.readyMs) };
}
