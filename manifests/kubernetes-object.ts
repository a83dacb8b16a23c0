import type { ObjectMeta } from 'kubernetes-types/meta/v1';

/** The members that every Kubernetes object has. */
export interface KubernetesObject {
  /** Group and version of its kind, for example `apps/v1`. */
  readonly apiVersion: string;
  /** Its kind, for example `Deployment`. */
  readonly kind: string;
  /** Its name, namespace, labels and annotations. */
  readonly metadata: ObjectMeta;
}
