import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { KubernetesObject } from '../kubernetes-object';
import { metadata, selectorLabels } from './metadata';
import type { WorkloadPlan } from './workload-plan';

const CPU_PERCENT = 60;

/** Returns an autoscaler that adjusts the number of pods to their CPU use, if the workload has one. */
export function autoscaler(plan: WorkloadPlan): (HorizontalPodAutoscaler & KubernetesObject)[] {
  const { autoscaling } = plan.options;
  if (autoscaling === undefined) return [];
  return [
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadata(plan),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: plan.name },
        minReplicas: autoscaling.min,
        maxReplicas: autoscaling.max,
        metrics: [
          {
            type: 'Resource',
            resource: {
              name: 'cpu',
              target: { type: 'Utilization', averageUtilization: autoscaling.cpuPercent ?? CPU_PERCENT },
            },
          },
        ],
      },
    },
  ];
}

/**
 * Uses `maxUnavailable`, not `minAvailable`: with a single pod, `minAvailable` would prevent its node from ever being
 * drained.
 */
export function disruptionBudget(plan: WorkloadPlan): PodDisruptionBudget & KubernetesObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata(plan),
    spec: {
      maxUnavailable: plan.options.maxUnavailable ?? 1,
      selector: { matchLabels: selectorLabels(plan) },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  };
}
