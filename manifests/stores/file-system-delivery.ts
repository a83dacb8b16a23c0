import { fetchCommand, PACKED_FOLDER, STORE_FOLDER } from '../../contract';
import type { PackReference } from '../../contract';
import type { CheckpointDelivery } from '../delivery';
import { claimedFolder, mountedClaim } from './mounted-claim';
import { unpackVolume } from './unpack-volume';
import type { UnpackOptions } from './unpack-volume';

/** A stored checkpoint on an EFS file system, for one workload. */
export interface FileSystemCheckpoint extends UnpackOptions {
  /** The id of the file system, for example `fs-0123456789abcdef0`. */
  readonly fileSystemId: string;
  /** The id of the access point used to mount it. */
  readonly accessPointId: string;
  /** The folder of the stored checkpoint below the access point's root. */
  readonly path: string;
  /** The pack, as the release record describes it. */
  readonly packed: PackReference;
  /** The name of the workload; the claim is named after it. */
  readonly name: string;
  /** The namespace of the workload. */
  readonly namespace: string;
}

/**
 * Returns a delivery in which an init container checks the pack and unpacks it into a volume. It alone mounts the
 * folder, read-only, through a claim for this workload only. What makes it read-only are volume, claim, mount and the
 * driver's permissions; the access mode says who may share the volume.
 */
export function fileSystemDelivery(stored: FileSystemCheckpoint): CheckpointDelivery {
  const { accessPointId, fileSystemId, name, namespace, packed, path } = stored;
  return {
    image: 'service',
    store: 'efs',
    volume: unpackVolume(stored),
    fetch: {
      command: fetchCommand(PACKED_FOLDER, STORE_FOLDER, packed),
      from: claimedFolder(stored, path.replace(/^\//, '')),
    },
    objects: mountedClaim({
      ...{ name, namespace },
      csi: { driver: 'efs.csi.aws.com', volumeHandle: `${fileSystemId}::${accessPointId}` },
      // TLS is implied by the access point.
      mountOptions: ['iam'],
    }),
    // NFS does not support the ID mapping of user namespaces.
    mapsUsers: false,
  };
}
