import type { CSIPersistentVolumeSource, PersistentVolume, PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import type { DeliverySource } from '../delivery';
import { SOURCE_VOLUME } from '../delivery';
import type { KubernetesObject } from '../kubernetes-object';

/** A workload and what a CSI driver mounts for it alone. */
export interface MountedSource {
  /** The name of the workload; the claim is named after it. */
  readonly name: string;
  /** The namespace of the workload. */
  readonly namespace: string;
  /** What is mounted. */
  readonly csi: CSIPersistentVolumeSource;
  /** How the driver mounts it. */
  readonly mountOptions: string[];
}

// What is mounted has no size, but Kubernetes requires one.
const ANY_SIZE = '1Gi';
// The EFS CSI driver mounts no volume of another mode than this and ReadWriteOnce, not even one of ReadOnlyMany:
// https://github.com/kubernetes-sigs/aws-efs-csi-driver/blob/v3.4.1/pkg/driver/node.go#L43
const ACCESS_MODES = ['ReadWriteMany'];

/** Returns a folder of the volume of a workload, for its init container. */
export function claimedFolder({ name }: Pick<MountedSource, 'name'>, subPath: string): DeliverySource {
  const persistentVolumeClaim = { claimName: claimName(name), readOnly: true };
  return { volume: { name: SOURCE_VOLUME, persistentVolumeClaim }, subPath };
}

/** Returns a volume that is mounted read-only, and its claim. */
export function mountedClaim(source: MountedSource): KubernetesObject[] {
  return [persistentVolume(source), persistentVolumeClaim(source)];
}

function persistentVolume(source: MountedSource): PersistentVolume & KubernetesObject {
  const { csi, mountOptions, name, namespace } = source;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeName(source) },
    spec: {
      accessModes: ACCESS_MODES,
      capacity: { storage: ANY_SIZE },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: claimName(name), namespace },
      csi: { readOnly: true, ...csi },
      mountOptions,
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: '',
    },
  };
}

function persistentVolumeClaim(source: MountedSource): PersistentVolumeClaim & KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claimName(source.name), namespace: source.namespace },
    spec: {
      accessModes: ACCESS_MODES,
      resources: { requests: { storage: ANY_SIZE } },
      storageClassName: '',
      volumeName: volumeName(source),
    },
  };
}

function claimName(workload: string): string {
  return `${workload}-checkpoint`;
}

/** Volumes have no namespace, so it is part of the name. */
export function volumeName({ name, namespace }: Pick<MountedSource, 'name' | 'namespace'>): string {
  return `${namespace}-${name}-checkpoint`;
}
