import type { Namespace } from 'kubernetes-types/core/v1';
import type { KubernetesObject } from '../kubernetes-object';
import { podSecurityLevel } from './security-context';
import type { WorkloadPlan } from './workload-plan';

/** The namespace, if the workload brings it: it admits the strictest level that its pods fit, and warns below the best. */
export function namespace({ namespace: name, options, shape }: WorkloadPlan): (Namespace & KubernetesObject)[] {
  if (options.createNamespace !== true) return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: {
          'pod-security.kubernetes.io/enforce': podSecurityLevel(shape),
          'pod-security.kubernetes.io/warn': 'restricted',
          'pod-security.kubernetes.io/audit': 'restricted',
          // A rollout goes on when the load balancer sends to the new pods, not before.
          ...(options.ingress === undefined ? {} : { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' }),
        },
      },
    },
  ];
}
