import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { NODE_VOLUME, SOURCE_VOLUME, STORE_VOLUME } from '../delivery';
import type { CheckpointDelivery, DeliverySource } from '../delivery';
import { GUARD_FOLDER, NODE_FOLDER, PACKED_FOLDER, STORE_FOLDER } from '../../contract';
import type { WorkloadPlan } from './workload-plan';

const GUARD_VOLUME = 'guard';

export function renderVolumes({ delivery, volumes }: WorkloadPlan): Volume[] {
  return [
    { name: GUARD_VOLUME, emptyDir: { sizeLimit: '1Mi' } },
    ...(delivery?.volume === undefined ? [] : [{ ...delivery.volume, name: STORE_VOLUME }]),
    ...(delivery?.fetch?.from === undefined ? [] : [{ ...delivery.fetch.from.volume, name: SOURCE_VOLUME }]),
    ...(delivery?.nodeFolder === undefined ? [] : [nodeVolume(delivery.nodeFolder)]),
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
    ...nodeMounts(delivery),
    ...volumes.map(({ name, path }) => ({ name, mountPath: path })),
  ];
}

export function storeMount(): VolumeMount {
  return { name: STORE_VOLUME, mountPath: STORE_FOLDER };
}

/** Returns a folder of the node, which is made where the node has none. */
export function nodeVolume(path: string): Volume {
  return { name: NODE_VOLUME, hostPath: { path, type: 'DirectoryOrCreate' } };
}

/** Returns the mount of what the node has unpacked, the same in init container and service: one links to it. */
export function nodeMounts(delivery: CheckpointDelivery | undefined): VolumeMount[] {
  if (delivery?.nodeFolder === undefined) return [];
  return [{ name: NODE_VOLUME, mountPath: NODE_FOLDER, readOnly: true }];
}

/** Returns the mount of what an init container unpacks. */
export function sourceMount({ subPath }: DeliverySource): VolumeMount {
  const mount = { name: SOURCE_VOLUME, mountPath: PACKED_FOLDER, readOnly: true };
  return subPath === undefined ? mount : { ...mount, subPath };
}
