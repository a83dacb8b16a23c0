import type { Deployment } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { ConfigMap, Container, Namespace, PodSpec, Service, ServiceAccount } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { ReleaseRecord } from '../../contract';
import {
  bucketDelivery,
  fileSystemDelivery,
  imageDelivery,
  mountedBucketDelivery,
  nodeLocalDelivery,
  volumeDelivery,
  workloadManifests,
} from '../../manifests';
import type { CheckpointDelivery, KubernetesObject, WorkloadOptions } from '../../manifests';
import { PACKED, RECORD } from './unit-release-record';

export const NAMES = { name: 'customers', namespace: 'shop' };

export const FILE_SYSTEM = { fileSystemId: 'fs-1', accessPointId: 'fsap-1', path: '/customers/v7' };
const BUCKET = { bucket: 'checkpoints', prefix: 'checkpoints/customers/v7', region: 'eu-west-1' };

const MOUNTED = { servicePrefix: 'checkpoints/customers', folder: 'v7' };

/** A delivery from each store; what a store adds to a workload is in the namespace of its pods. */
export function deliveriesTo(namespace: string): Readonly<Record<string, CheckpointDelivery>> {
  const names = { ...NAMES, namespace };
  return {
    image: imageDelivery(),
    fileSystem: fileSystemDelivery({ ...names, ...FILE_SYSTEM, packed: PACKED }),
    bucket: bucketDelivery({ ...BUCKET, packed: PACKED }),
    expressBucket: bucketDelivery({ ...BUCKET, type: 's3-express', packed: PACKED }),
    mountedBucket: mountedBucketDelivery({ ...names, ...BUCKET, ...MOUNTED, packed: PACKED }),
    nodeLocal: nodeLocalDelivery({ ...names, ...BUCKET, packed: PACKED, record: RECORD }),
    ociVolume: volumeDelivery({ repository: RECORD.repository, digest: RECORD.images.checkpoint.digest }),
  };
}

export const DELIVERIES = deliveriesTo(NAMES.namespace);

type Changes = Partial<Omit<WorkloadOptions, 'record'>> & {
  readonly engine?: ReleaseRecord['engine']['type'];
  readonly pod?: Partial<ReleaseRecord['pod']>;
  readonly cpuClass?: string;
  readonly capturedPaths?: readonly string[];
  readonly removedPaths?: readonly string[];
  readonly stores?: ReleaseRecord['stores'];
};

/** The options of a workload that differs from the usual one only as given. */
export function workload(changes: Changes = {}) {
  const { cpuClass = 'm7a', engine = 'criu', pod, stores = RECORD.stores, ...others } = changes;
  const { capturedPaths, removedPaths = [], ...options } = others;
  const record: ReleaseRecord = {
    ...RECORD,
    engine: { type: engine, version: '1' },
    pod: { ...RECORD.pod, ...pod },
    host: { ...RECORD.host, cpuClass },
    checkpoint: {
      ...RECORD.checkpoint,
      capturedPaths: [...(capturedPaths ?? RECORD.checkpoint.capturedPaths)],
      removedPaths: [...removedPaths],
    },
    stores,
  };
  return { ...NAMES, record, delivery: imageDelivery(), ...options } satisfies WorkloadOptions;
}

export function objectsOf(changes?: Changes): readonly KubernetesObject[] {
  return workloadManifests(workload(changes));
}

interface Kinds {
  readonly ConfigMap: ConfigMap;
  readonly Deployment: Deployment;
  readonly HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  readonly Ingress: Ingress;
  readonly Namespace: Namespace;
  readonly PodDisruptionBudget: PodDisruptionBudget;
  readonly Service: Service;
  readonly ServiceAccount: ServiceAccount;
}

/** The only object of a kind. */
export function only<K extends keyof Kinds>(kind: K, changes?: Changes): Kinds[K] & KubernetesObject {
  const found = objectsOf(changes).filter((object) => object.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind}`);
  return found[0] as Kinds[K] & KubernetesObject;
}

export function podOf(changes?: Changes): PodSpec {
  return only('Deployment', changes).spec!.template.spec!;
}

export function serviceOf(changes?: Changes): Container {
  return podOf(changes).containers[0]!;
}

export function initOf(name: string, changes?: Changes): Container | undefined {
  return podOf(changes).initContainers?.find((container) => container.name === name);
}
