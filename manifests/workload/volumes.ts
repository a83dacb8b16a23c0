import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { SOURCE_VOLUME, STORE_VOLUME } from '../delivery';
import type { DeliverySource } from '../delivery';
import { GUARD_FOLDER, PACKED_FOLDER, STORE_FOLDER } from '../../contract';
import type { WorkloadPlan } from './workload-plan';

const GUARD_VOLUME = 'guard';

export function renderVolumes({ delivery, volumes }: WorkloadPlan): Volume[] {
  return [
    { name: GUARD_VOLUME, emptyDir: { sizeLimit: '1Mi' } },
    ...(delivery?.volume === undefined ? [] : [{ ...delivery.volume, name: STORE_VOLUME }]),
    ...(delivery?.fetch?.from === undefined ? [] : [{ ...delivery.fetch.from.volume, name: SOURCE_VOLUME }]),
    ...volumes.map(({ name, sizeMiB }) => ({
      name,
      emptyDir: sizeMiB === undefined ? {} : { sizeLimit: `${sizeMiB}Mi` },
    })),
  ];
}

/** Returns the mounts of the service's container; only an init container writes to the store's volume. */
export function renderMounts({ delivery, volumes }: WorkloadPlan): VolumeMount[] {
  return [
    { name: GUARD_VOLUME, mountPath: GUARD_FOLDER },
    ...(delivery?.volume === undefined ? [] : [{ ...storeMount(), readOnly: true }]),
    ...volumes.map(({ name, path }) => ({ name, mountPath: path })),
  ];
}

export function storeMount(): VolumeMount {
  return { name: STORE_VOLUME, mountPath: STORE_FOLDER };
}

/** Returns the mount of what an init container unpacks. */
export function sourceMount({ subPath }: DeliverySource): VolumeMount {
  return { name: SOURCE_VOLUME, mountPath: PACKED_FOLDER, subPath, readOnly: true };
}
