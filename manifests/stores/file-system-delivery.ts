import type { PersistentVolume, PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import { fetchCommand, PACKED_FOLDER, STORE_FOLDER } from '../../contract';
import type { PackReference } from '../../contract';
import { SOURCE_VOLUME } from '../delivery';
import type { CheckpointDelivery } from '../delivery';
import type { KubernetesObject } from '../kubernetes-object';
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

// EFS has no size, but Kubernetes requires one.
const ANY_SIZE = '1Gi';
// The driver mounts no volume of another mode than this and ReadWriteOnce, not even one of ReadOnlyMany:
// https://github.com/kubernetes-sigs/aws-efs-csi-driver/blob/v3.4.1/pkg/driver/node.go#L43
const ACCESS_MODES = ['ReadWriteMany'];

/**
 * Returns a delivery in which an init container checks the pack and unpacks it into a volume. It alone mounts the
 * folder, read-only, through a claim for this workload only. What makes it read-only are volume, claim, mount and the
 * driver's permissions; the access mode says who may share the volume.
 */
export function fileSystemDelivery(stored: FileSystemCheckpoint): CheckpointDelivery {
  const claim = `${stored.name}-checkpoint`;
  return {
    image: 'service',
    store: 'efs',
    volume: unpackVolume(stored),
    fetch: {
      command: fetchCommand(PACKED_FOLDER, STORE_FOLDER, stored.packed),
      from: {
        volume: { name: SOURCE_VOLUME, persistentVolumeClaim: { claimName: claim, readOnly: true } },
        subPath: stored.path.replace(/^\//, ''),
      },
    },
    objects: [persistentVolume(stored, claim), persistentVolumeClaim(stored, claim)],
    // NFS does not support the ID mapping of user namespaces.
    mapsUsers: false,
  };
}

function persistentVolume(stored: FileSystemCheckpoint, claim: string): PersistentVolume & KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeName(stored) },
    spec: {
      accessModes: ACCESS_MODES,
      capacity: { storage: ANY_SIZE },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: claim, namespace: stored.namespace },
      csi: {
        driver: 'efs.csi.aws.com',
        readOnly: true,
        volumeHandle: `${stored.fileSystemId}::${stored.accessPointId}`,
      },
      // TLS is implied by the access point.
      mountOptions: ['iam'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: '',
    },
  };
}

function persistentVolumeClaim(stored: FileSystemCheckpoint, claim: string): PersistentVolumeClaim & KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claim, namespace: stored.namespace },
    spec: {
      accessModes: ACCESS_MODES,
      resources: { requests: { storage: ANY_SIZE } },
      storageClassName: '',
      volumeName: volumeName(stored),
    },
  };
}

/** Volumes have no namespace, so it is part of the name. */
function volumeName({ name, namespace }: FileSystemCheckpoint): string {
  return `${namespace}-${name}-checkpoint`;
}
