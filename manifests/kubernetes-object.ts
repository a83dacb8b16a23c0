import type { ObjectMeta } from 'kubernetes-types/meta/v1';

/** What every Kubernetes object has. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}
