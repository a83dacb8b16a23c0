import { fetchCommand, PACKED_FOLDER, STORE_FOLDER } from '../../contract';
import type { CheckpointDelivery } from '../delivery';
import type { BucketCheckpoint } from './bucket-delivery';
import { claimedFolder, mountedClaim, volumeName } from './mounted-claim';
import { unpackVolume } from './unpack-volume';

/** A stored checkpoint in a bucket that is mounted, for one workload. */
export interface MountedBucketCheckpoint extends Omit<BucketCheckpoint, 'env' | 'prefix' | 'type'> {
  /** What the names of the service's objects start with, without a slash at its end: all that is mounted. */
  readonly servicePrefix: string;
  /** The folder of the release below the prefix. */
  readonly folder: string;
  /** The name of the workload; the claim is named after it. */
  readonly name: string;
  /** The namespace of the workload. */
  readonly namespace: string;
}

/**
 * Returns a delivery in which an init container unpacks what the Mountpoint for S3 CSI driver, version 2, has mounted with
 * the pod's own identity. The driver mounts the objects of the service alone, read-only.
 */
export function mountedBucketDelivery(stored: MountedBucketCheckpoint): CheckpointDelivery {
  const { bucket, folder, name, namespace, packed, region, servicePrefix } = stored;
  return {
    image: 'service',
    store: 's3',
    volume: unpackVolume(stored),
    fetch: {
      command: fetchCommand(PACKED_FOLDER, STORE_FOLDER, packed),
      from: claimedFolder(stored, folder),
    },
    objects: mountedClaim({
      ...{ name, namespace },
      csi: {
        driver: 's3.csi.aws.com',
        // The driver mounts each handle once.
        volumeHandle: volumeName(stored),
        volumeAttributes: { bucketName: bucket, authenticationSource: 'pod' },
      },
      // The driver mounts as another user than that of the pod.
      mountOptions: ['read-only', 'allow-other', `region ${region}`, `prefix ${servicePrefix}/`],
    }),
    // FUSE does not support the ID mapping of user namespaces without the driver's help.
    mapsUsers: false,
  };
}
