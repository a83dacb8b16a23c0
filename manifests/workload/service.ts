import type { Service, ServiceAccount } from 'kubernetes-types/core/v1';
import type { KubernetesObject } from '../kubernetes-object';
import { metadata, selectorLabels } from './metadata';
import type { WorkloadPlan } from './workload-plan';

export const SERVICE_PORT = 80;

export function service(plan: WorkloadPlan): Service & KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(plan),
    spec: {
      type: 'ClusterIP',
      selector: selectorLabels(plan),
      ports: [{ name: 'http', port: SERVICE_PORT, protocol: 'TCP', targetPort: 'http' }],
    },
  };
}

/** Returns the pods' identity; no pod needs an API server token. */
export function serviceAccount(plan: WorkloadPlan): ServiceAccount & KubernetesObject {
  const annotations = plan.options.serviceAccountAnnotations;
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...metadata(plan), ...(annotations === undefined ? {} : { annotations: { ...annotations } }) },
    automountServiceAccountToken: false,
  };
}
