import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { KubernetesObject } from '../kubernetes-object';
import { metadata } from './metadata';
import type { WorkloadPlan } from './workload-plan';

export function configMapName({ name }: WorkloadPlan): string {
  return `${name}-environment`;
}

export function hasValues({ values }: WorkloadPlan): boolean {
  return Object.keys(values).length > 0;
}

/** Returns the ConfigMap with the user's values, if there are any. */
export function configMap(plan: WorkloadPlan): (ConfigMap & KubernetesObject)[] {
  if (!hasValues(plan)) return [];
  const data = { ...plan.values };
  return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(plan, configMapName(plan)), data }];
}
