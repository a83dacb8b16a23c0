import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Node, Pod } from 'kubernetes-types/core/v1';
import { CPU_CLASS_LABEL } from '../../engines';
import type { BackgroundProcess } from '../../kit/process';
import { packagePath } from '../../kit/package-path';
import { clusterTemplate } from '../support/cdk/cluster-stack';
import { Scene } from '../support/containers/scene';
import { Cluster } from './harness/cluster';
import { karpenterImage, simulatedCloud, startKubelets } from './karpenter/simulated-cloud';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { KubectlHandler } from './stack/kubectl-handler';
import { StackStandIn } from './stack/stack-stand-in';

const CLASS = packagePath('test/fixtures/karpenter/karpenter.kwok.sh_kwoknodeclasses.yaml');
const ZONE_LABEL = 'topology.kubernetes.io/zone';
const KARPENTER_ALONE = {
  ...{ bucketDriver: false, fileSystemDriver: false, loadBalancerController: false },
  ...{ logCollector: false, metricsServer: false },
};

/**
 * Karpenter by its chart at the values of the template, with its provider that makes nodes of nothing in place of EC2:
 * our NodePool, and the order in which the stack is deleted.
 */
describeOnCluster('the nodes of a cluster', () => {
  const scene = new Scene();
  let namespace: ClusterNamespace;
  let kubelets: BackgroundProcess;
  let handler: KubectlHandler;
  let stack: StackStandIn;

  beforeAll(async () => {
    namespace = await ClusterNamespace.create('restricted');
    const { kubectl } = namespace;
    await kubectl.run(['apply', '--server-side', '--filename', CLASS]);
    // As every node of EKS: Karpenter's chart spreads its pods over zones.
    await kubectl.run(['label', 'nodes', '--all', '--overwrite', `${ZONE_LABEL}=eu-west-1a`]);
    kubelets = await startKubelets(kubectl.access);
    handler = await KubectlHandler.withLayer(kubectl.access);
    const view = ['config', 'view', '--minify', '--output', 'jsonpath={.clusters[0].cluster.server}'];
    const server = new URL((await kubectl.run(view)).stdout);
    stack = new StackStandIn('Cluster', handler, simulatedCloud(await karpenterImage(scene), server));
  }, 10 * MINUTES);

  beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await stack.delete();
    await kubelets.stop();
    handler.close();
    await namespace.kubectl.run(['label', 'nodes', '--all', `${ZONE_LABEL}-`]);
    await namespace.kubectl.run(['delete', '--filename', CLASS]);
    await namespace.dispose();
    await scene.dispose();
  }, 2 * MINUTES);

  const nodes = async () => (await namespace.kubectl.json<{ items: Node[] }>(['get', 'nodes'])).items;
  const ofClass = async () => (await nodes()).filter(({ metadata }) => metadata?.labels?.[CPU_CLASS_LABEL] === 'm7a');

  /** A pod that asks for nodes of the class, as those of a workload do. */
  function workload(): Deployment {
    const labels = { app: 'waits' };
    const securityContext = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' as const },
    };
    const resources = { requests: { cpu: '1', memory: '1Gi' } };
    const spec = {
      nodeSelector: { [CPU_CLASS_LABEL]: 'm7a' },
      containers: [{ name: 'service', image: 'nowhere/service', resources, securityContext }],
    };
    const metadata = { name: 'waits', namespace: namespace.name };
    const template = { metadata: { labels }, spec };
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { selector: { matchLabels: labels }, template },
    };
  }

  async function saidByKarpenter(): Promise<string> {
    const log = [
      'logs',
      '--namespace',
      'kube-system',
      '--selector',
      'app.kubernetes.io/name=karpenter',
      '--tail',
      '20',
    ];
    return (await namespace.kubectl.run(log)).stdout;
  }

  async function runningPod(): Promise<Pod> {
    return namespace.kubectl.until<Pod>(async () => {
      const { items } = await namespace.kubectl.json<{ items: Pod[] }>(['get', 'pods', '--namespace', namespace.name]);
      const found = items.find(({ status }) => status?.phase === 'Running');
      return found === undefined ? { seen: await saidByKarpenter() } : { found };
    }, MINUTES);
  }

  test(
    'are made for a pod that waits for its CPU class',
    async () => {
      expect(await stack.deploy(clusterTemplate({ addOns: KARPENTER_ALONE }))).toEqual({ status: 'CREATE_COMPLETE' });
      await namespace.kubectl.apply([workload()]);
      const pod = await runningPod();
      const [node, ...others] = await ofClass();
      expect(others).toEqual([]);
      expect(pod.spec?.nodeName).toBe(node?.metadata?.name);
      expect(node?.metadata?.labels).toMatchObject({
        'karpenter.sh/nodepool': 'cpu-class-m7a',
        'karpenter.sh/capacity-type': 'on-demand',
        'kubernetes.io/arch': 'amd64',
      });
    },
    4 * MINUTES,
  );

  test(
    'are drained and end when the stack is deleted, though CoreDNS ends beside it',
    async () => {
      const start = performance.now();
      await (await Cluster.onThisMachine()).withoutNames(() => stack.delete());
      expect((performance.now() - start) / 1000).toBeLessThan(60);
      expect(await ofClass()).toEqual([]);
    },
    3 * MINUTES,
  );
});
