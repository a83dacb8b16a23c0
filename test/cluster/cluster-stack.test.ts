import { clusterTemplate } from '../support/cdk/cluster-stack';
import type { DaemonSet, Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { Kubectl } from './scene/kubectl';
import { withHeldPods } from './scene/held-pods';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { testCluster } from './scene/test-cluster';
import type { TestCluster } from './scene/test-cluster';
import { CLUSTER_STACK } from './stack/cluster-stack';
import { CHART, KubectlHandler } from './stack/kubectl-handler';
import { StackStandIn } from './stack/stack-stand-in';

const NAMESPACE = 'kube-system';

/**
 * All manifests and charts of a CheckpointCluster, in the order of its template, by the CDK's own handlers with the Helm
 * of their layer: the API server has to admit each of them. A folder stands in for the repositories of charts.
 */
describeOnCluster('the stack of a cluster', () => {
  let cluster: TestCluster;
  let kubectl: Kubectl;
  let handler: KubectlHandler;
  let stack: StackStandIn;
  let before: readonly string[];

  beforeAll(async () => {
    cluster = await testCluster();
    ({ kubectl } = cluster);
    before = await kept();
    handler = await KubectlHandler.withLayer(kubectl.access);
    stack = new StackStandIn('Cluster', handler, CLUSTER_STACK);
  }, 2 * MINUTES);

  beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    handler.close();
    const left = (await kept()).filter((name) => !before.includes(name));
    if (left.length > 0) await kubectl.run(['delete', ...left]);
  });

  /** What Helm leaves behind on purpose. */
  async function kept(): Promise<readonly string[]> {
    const { stdout } = await kubectl.run(['get', 'crd,csidriver', '--output', 'name']);
    return stdout.split('\n').filter((name) => name !== '');
  }

  const releases = async () =>
    (
      await kubectl.json<{ items: { metadata: { labels: { name: string } } }[] }>([
        ...['get', 'secrets', '--all-namespaces', '--selector', 'owner=helm,status=deployed'],
      ])
    ).items.map(({ metadata }) => metadata.labels.name);

  async function workloads(): Promise<readonly (Deployment | DaemonSet)[]> {
    const { items } = await kubectl.json<{ items: (Deployment | DaemonSet)[] }>([
      ...['get', 'deployments,daemonsets', '--namespace', NAMESPACE],
    ]);
    return items;
  }

  /** Every workload has made all its pods, which needs its service account, its priority class and admission. */
  async function expectPods(): Promise<void> {
    await kubectl.until(async () => {
      const wanting = (await workloads()).filter(({ status }) => created(status) === 0);
      const seen = wanting.map(({ metadata }) => metadata?.name).join(', ');
      return wanting.length === 0 ? { found: true } : { seen: `no pod of ${seen}` };
    });
  }

  async function expectCreated(): Promise<void> {
    const template = clusterTemplate();
    expect(await stack.deploy(template)).toEqual({ status: 'CREATE_COMPLETE' });
    const charts = Object.values(template.Resources).filter(({ Type }) => Type === CHART);
    expect(charts).toHaveLength(7);
    expect((await releases()).sort()).toEqual(charts.map(({ Properties }) => Properties?.['Release']).sort());
    await expectPods();
    const karpenter = (await workloads()).find(({ metadata }) => metadata?.name === 'karpenter');
    expect(karpenter?.spec?.template.spec?.dnsPolicy).toBe('Default');
  }

  async function expectLogs(): Promise<void> {
    const { data } = await kubectl.json<ConfigMap>([
      'get',
      'configmap',
      'aws-for-fluent-bit',
      '--namespace',
      NAMESPACE,
    ]);
    expect(data?.['fluent-bit.conf']).toMatch(/Merge_Log_Key\s+log_processed/);
    expect(data?.['fluent-bit.conf']).toMatch(/Exclude_Path\s+\/var\/log\/containers\/aws-node/);
  }

  async function expectUpdated(): Promise<void> {
    const less = clusterTemplate({ addOns: { metricsServer: false }, nodes: { families: ['m7a'], cpuLimit: 7 } });
    expect(await stack.deploy(less)).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(await releases()).not.toContain('blueprints-addon-metrics-server');
    const { spec } = await kubectl.json<{ spec: { limits: object } }>(['get', 'nodepool', 'cpu-class-m7a']);
    expect(spec.limits).toEqual({ cpu: '7' });
  }

  test(
    'is created, updated and deleted',
    () =>
      withHeldPods(cluster, NAMESPACE, async () => {
        try {
          await expectCreated();
          await expectLogs();
          await expectUpdated();
        } finally {
          await stack.delete();
        }
        expect(await releases()).toEqual([]);
        expect(await workloads()).toEqual([]);
      }),
    5 * MINUTES,
  );
});

function created(status: (Deployment | DaemonSet)['status'] = {}): number {
  return (
    ('replicas' in status ? status.replicas : undefined) ??
    ('currentNumberScheduled' in status ? status.currentNumberScheduled : undefined) ??
    0
  );
}
