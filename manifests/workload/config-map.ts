import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { KubernetesObject } from '../kubernetes-object';
import { userValues } from './environment';
import { metadata } from './metadata';
import type { WorkloadPlan } from './workload-plan';

export function configMapName({ options }: WorkloadPlan): string {
  return `${options.name}-environment`;
}

/** The user's values, if there are any. */
export function configMap(plan: WorkloadPlan): (ConfigMap & KubernetesObject)[] {
  const data = userValues(plan);
  if (Object.keys(data).length === 0) return [];
  return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(plan, configMapName(plan)), data: { ...data } }];
}
