import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import type { BackgroundProcess } from '../../../kit/process';
import type { Scene } from '../../support/containers/scene';
import { goProgram } from '../harness/go-program';
import type { ClusterAccess } from '../scene/kubectl';
import { CHART } from '../stack/kubectl-handler';
import { CLUSTER_STACK } from '../stack/cluster-stack';
import type { StandInOptions } from '../stack/stack-stand-in';

const MODULE = packagePath('test/cluster/karpenter');
const INPUTS = ['go.mod', 'go.sum'].map((name) => join(MODULE, name));
const DOCKERFILE = 'FROM scratch\nCOPY karpenter /karpenter\nENTRYPOINT ["/karpenter"]\n';
const GROUP = 'karpenter.kwok.sh';

/** What the provider without a cloud does in the cluster, and Karpenter's own chart does not allow. */
const RULES = [
  { apiGroups: [GROUP], resources: ['kwoknodeclasses'], verbs: ['get', 'list', 'watch', 'patch', 'update'] },
  { apiGroups: [GROUP], resources: ['kwoknodeclasses/status'], verbs: ['patch', 'update'] },
  { apiGroups: [''], resources: ['nodes'], verbs: ['create'] },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['list', 'watch'] },
];

const built = (name: string, path: string) =>
  goProgram({ name, package: path, inputs: INPUTS }, (build) => build(MODULE));

/** Of the registry of this machine. */
interface Image {
  readonly repository: string;
  readonly tag: string;
}

/** Makes an image of Karpenter with its provider without a cloud, in the registry of this machine. */
export async function karpenterImage(scene: Scene): Promise<Image> {
  await copyFile(await built('karpenter', 'sigs.k8s.io/karpenter/kwok'), join(scene.folder, 'karpenter'));
  const { repository } = scene.repository;
  const tag = 'karpenter';
  const dockerfile = join(scene.folder, 'Dockerfile');
  await writeFile(dockerfile, DOCKERFILE);
  await scene.containers.build({
    context: scene.folder,
    dockerfile,
    tag: `${repository}:${tag}`,
    args: {},
    labels: {},
  });
  await scene.containers.push(`${repository}:${tag}`);
  return { repository, tag };
}

/** Starts what stands in for the kubelets of nodes that Karpenter has made. */
export async function startKubelets({ kubeconfig }: ClusterAccess): Promise<BackgroundProcess> {
  const program = await built('kwok', 'sigs.k8s.io/kwok/cmd/kwok');
  return new ProcessRunner().start([
    ...[program, '--kubeconfig', kubeconfig, '--cidr', '10.99.0.0/16', '--node-ip', '10.99.0.1'],
    ...['--manage-nodes-with-annotation-selector', 'kwok.x-k8s.io/node=fake'],
  ]);
}

/** The stack of a cluster whose Karpenter makes nodes of nothing; its chart, its values and NodePools are the stack's. */
export function simulatedCloud(image: Image, server: URL): StandInOptions {
  return {
    ...CLUSTER_STACK,
    instead: (type, properties) => {
      if (type !== CHART) return withoutCloud(properties);
      const chart = CLUSTER_STACK.instead?.(type, properties) ?? properties;
      return properties['Chart'] === 'karpenter' ? { ...chart, Values: withImage(properties, image, server) } : chart;
    },
  };
}

/** The API server of the tests is at an address of this machine alone, so Karpenter is in the machine's network. */
function withImage({ Values }: Readonly<Record<string, unknown>>, image: Image, { hostname, port }: URL): string {
  const controller = {
    image: { ...image, digest: '' },
    env: [
      { name: 'KUBERNETES_SERVICE_HOST', value: hostname },
      { name: 'KUBERNETES_SERVICE_PORT', value: port },
    ],
    metrics: { port: 18080 },
    healthProbe: { port: 18081 },
  };
  const values = JSON.parse(String(Values)) as object;
  return JSON.stringify({ ...values, controller, hostNetwork: true, additionalClusterRoleRules: RULES });
}

interface Applied {
  readonly kind: string;
  readonly metadata: object;
  readonly spec?: { readonly template?: { readonly spec?: object } };
}

/** NodePools with the node class of the provider in place of that of EC2. */
function withoutCloud(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (typeof properties['Manifest'] !== 'string') return properties;
  const objects = JSON.parse(properties['Manifest']) as readonly Applied[];
  return { ...properties, Manifest: JSON.stringify(objects.map(inPlace)) };
}

function inPlace(object: Applied): object {
  const { kind, metadata, spec } = object;
  if (kind === 'EC2NodeClass') return { apiVersion: `${GROUP}/v1alpha1`, kind: 'KWOKNodeClass', metadata, spec: {} };
  if (kind !== 'NodePool') return object;
  const name = (metadata as { name: string }).name;
  const nodeClassRef = { group: GROUP, kind: 'KWOKNodeClass', name };
  const template = { ...spec?.template, spec: { ...spec?.template?.spec, nodeClassRef } };
  return { ...object, spec: { ...spec, template } };
}
