import { VARIABLES } from '../../../contract';
import type { StageContext } from '../../context/stage-context';
import { requireStatuses } from '../../copies/statuses';
import { prepareCopy } from '../../copies/prepared-copy';
import { removeCopies } from '../../copies/remove-copies';
import { startCopy } from '../../copies/running-copy';
import type { StoredCheckpoint } from '../../stores/stored-checkpoint';
import type { Proven, ProvenStore } from '../states';
import { serviceImage } from './fetch-container';
import type { UnpackedVolume } from './unpacked-volume';

/** What a store has, as a pod finds it. */
export interface FilledVolume extends UnpackedVolume {
  readonly description: StoredCheckpoint;
  /** The place, as an error names it. */
  readonly place: string;
}

/** Restores one copy of `vN` from what a store has, as a pod does. */
export async function restoreStored(
  context: StageContext,
  proven: Proven,
  { description, folder, mount, place, unpackMs }: FilledVolume,
): Promise<ProvenStore> {
  const request = {
    image: serviceImage(context, proven),
    from: `the copy in ${place}`,
    env: { [VARIABLES.store]: folder },
    mounts: [mount],
  };
  const prepared = await prepareCopy(context, proven, request, `copy-${description.type}`);
  const copy = await startCopy(context, prepared);
  await requireStatuses(context, copy);
  await removeCopies(context, [copy]);
  return { description, unpackMs, restoreMs: Math.round(copy.readyMs) };
}
