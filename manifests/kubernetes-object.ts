import type { ObjectMeta } from 'kubernetes-types/meta/v1';

/** What every Kubernetes object has. */
export interface KubernetesObject {
  /** The group and version of its kind, for example `apps/v1`. */
  readonly apiVersion: string;
  /** What it is, for example `Deployment`. */
  readonly kind: string;
  /** Its name, namespace, labels and annotations. */
  readonly metadata: ObjectMeta;
}
