import { Yaml } from 'cdk8s';
import type { KubernetesObject } from './kubernetes-object';

/** One YAML stream with a document for each object, as `kubectl apply -f` and GitOps controllers read it. */
export function renderYaml(objects: readonly KubernetesObject[]): string {
  return Yaml.stringify(...objects);
}
