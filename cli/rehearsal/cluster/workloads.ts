import type { CaptureSpec, ReleaseRecord } from '../../../contract';
import { imageDelivery, refusedVariable, workloadManifests } from '../../../manifests';
import type { KubernetesObject, WorkloadSettings } from '../../../manifests';
import { coldName } from './spec-rules';

/** The service as one of the two workloads compared. */
export interface ClusterWorkload {
  readonly id: 'pod-cold' | 'pod-image';
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
}

/** Returns the release as `RestoredWorkload` deploys it, preceded by the same service started cold. */
export function workloadsOf(spec: CaptureSpec, record: ReleaseRecord, namespace: string): readonly ClusterWorkload[] {
  return (['pod-cold', 'pod-image'] as const).map((id) => {
    const cold = id === 'pod-cold';
    const name = cold ? coldName(record.service) : record.service;
    const settings: WorkloadSettings = { name, namespace, cold, replicas: 1, environment: podEnvironment(spec) };
    return { id, name, objects: workloadManifests({ ...settings, record, delivery: imageDelivery() }) };
  });
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
