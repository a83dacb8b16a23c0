import type { CaptureSpec, ReleaseRecord } from '../../../contract';
import { imageDelivery, refusedVariable, workloadManifests } from '../../../manifests';
import type { CheckpointDelivery, KubernetesObject, WorkloadSettings } from '../../../manifests';
import { STORE_IDS } from '../stores/store-id';
import type { StoreId } from '../stores/store-id';
import { coldName } from './spec-rules';

/** The kinds of pods that are compared. */
export type PodKind = 'pod-cold' | `pod-${StoreId}`;

/** The service as one of the workloads compared. */
export interface ClusterWorkload {
  readonly id: PodKind;
  readonly name: string;
  readonly delivery: CheckpointDelivery;
  readonly objects: readonly KubernetesObject[];
}

/** How pods of a workload get the checkpoint from a store. */
export type PodDelivery = (names: { readonly name: string; readonly namespace: string }) => CheckpointDelivery;

/** The stores that pods restore from, each with its delivery. */
export type PodStores = Readonly<Partial<Record<StoreId, PodDelivery>>>;

export const IMAGE_ALONE: PodStores = { image: imageDelivery };

/** Returns the release as `RestoredWorkload` deploys it from each store, preceded by the same service started cold. */
export function workloadsOf(
  spec: CaptureSpec,
  record: ReleaseRecord,
  namespace: string,
  stores: PodStores = IMAGE_ALONE,
): readonly ClusterWorkload[] {
  const environment = podEnvironment(spec);
  const made = (id: PodKind, name: string, cold: boolean, deliver: PodDelivery): ClusterWorkload => {
    const settings: WorkloadSettings = { name, namespace, cold, replicas: 1, environment };
    const delivery = deliver({ name, namespace });
    return { id, name, delivery, objects: workloadManifests({ ...settings, record, delivery }) };
  };
  const ids = STORE_IDS.flatMap((id) => (stores[id] === undefined ? [] : [[id, stores[id]] as const]));
  return [
    made('pod-cold', coldName(record.service), true, imageDelivery),
    ...ids.map(([id, deliver]) => made(`pod-${id}`, storeName(record.service, id), false, deliver)),
  ];
}

/** Companions reach the service by its name: the pods from the image have it. */
function storeName(service: string, id: StoreId): string {
  return id === 'image' ? service : `${service}-${id}`;
}

/** Returns the capture's variables that a workload may not set, each with the reason. */
export function leftOut({ run: { env } }: CaptureSpec): ReadonlyMap<string, string> {
  return new Map(
    Object.keys(env).flatMap((name) => {
      const why = refusedVariable(name);
      return why === undefined ? [] : [[name, why] as const];
    }),
  );
}

function podEnvironment(spec: CaptureSpec): Readonly<Record<string, string>> {
  const refused = leftOut(spec);
  return Object.fromEntries(Object.entries(spec.run.env).filter(([name]) => !refused.has(name)));
}
