import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { WorkloadPlan } from './workload-plan';

/**
 * The label of pods that has the workload's name, too: a metric filter of CloudWatch cannot name a field with dots or
 * slashes.
 */
export const WORKLOAD_LABEL = 'eks-crac-workload';

/** Returns the labels by which a Deployment and its Service select their pods; they never change. */
export function selectorLabels({ name }: WorkloadPlan): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

export function labels(plan: WorkloadPlan): Record<string, string> {
  return {
    ...plan.options.labels,
    ...selectorLabels(plan),
    'app.kubernetes.io/part-of': plan.record.service,
    'app.kubernetes.io/version': plan.deployed.name,
    'app.kubernetes.io/managed-by': 'eks-crac',
  };
}

/** Returns the labels of the pods. */
export function podLabels(plan: WorkloadPlan): Record<string, string> {
  return { ...labels(plan), [WORKLOAD_LABEL]: plan.name };
}

/** Returns the metadata of an object of the workload. */
export function metadata(plan: WorkloadPlan, name = plan.name): ObjectMeta & { name: string } {
  return { name, namespace: plan.namespace, labels: labels(plan) };
}
