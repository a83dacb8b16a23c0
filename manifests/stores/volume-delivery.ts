import type { Volume } from 'kubernetes-types/core/v1';
import type { CheckpointDelivery } from '../delivery';
import { STORE_VOLUME } from '../delivery';

/** A checkpoint in an image of its own. */
export interface VolumeCheckpoint {
  /** Registry host and repository. */
  readonly repository: string;
  /** The digest of the image. */
  readonly digest: string;
}

/** A volume with the files of an image: `VolumeSource` of Kubernetes 1.31, which the types do not have. */
interface ImageVolume extends Volume {
  readonly image: { readonly reference: string; readonly pullPolicy: 'IfNotPresent' };
}

/**
 * Returns a delivery in which the container runtime of the node pulls an image of the checkpoint alone, and mounts it
 * read-only into a pod of `vN`. Nothing is fetched or unpacked by the pod.
 */
export function volumeDelivery({ digest, repository }: VolumeCheckpoint): CheckpointDelivery {
  const volume: ImageVolume = {
    name: STORE_VOLUME,
    image: { reference: `${repository}@${digest}`, pullPolicy: 'IfNotPresent' },
  };
  return { image: 'service', store: 'oci-volume', volume, mapsUsers: true };
}
