import { Yaml } from 'cdk8s';
import type { KubernetesObject } from './kubernetes-object';

/** Renders a YAML stream with one document per object, as read by `kubectl apply -f` and GitOps controllers. */
export function renderYaml(objects: readonly KubernetesObject[]): string {
  return Yaml.stringify(...objects);
}
