import type { Namespace } from 'kubernetes-types/core/v1';
import type { KubernetesObject } from '../kubernetes-object';
import { podSecurityLevel } from './security-context';
import type { WorkloadPlan } from './workload-plan';

/**
 * Returns the namespace, if the workload creates it: it enforces the strictest level that its pods meet, and warns
 * below `restricted`. A folder of the node is allowed at `privileged` alone.
 */
export function namespace({
  delivery,
  namespace: name,
  options,
  shape,
}: WorkloadPlan): (Namespace & KubernetesObject)[] {
  if (options.createNamespace !== true) return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: {
          'pod-security.kubernetes.io/enforce':
            delivery?.nodeFolder === undefined ? podSecurityLevel(shape) : 'privileged',
          'pod-security.kubernetes.io/warn': 'restricted',
          'pod-security.kubernetes.io/audit': 'restricted',
          // A rollout continues only when the load balancer sends requests to the new pods.
          ...(options.ingress === undefined ? {} : { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' }),
        },
      },
    },
  ];
}
