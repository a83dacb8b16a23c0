import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CpuClass, RestoreCluster } from '../../../constructs';
import { clusterScene } from '../../support/cdk/cluster-scene';

beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

const MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };

test('objects are applied by the stack of the workload, and what is gone from it is pruned', () => {
  const { app, cluster } = clusterScene();
  const imported = RestoreCluster.fromCluster(cluster.cluster, { cpuClasses: [CpuClass.m7a()] });
  const stack = new Stack(app, 'Service', { env: { account: '111122223333', region: 'eu-west-1' } });
  imported.apply(stack, 'Objects', [MAP]);
  Template.fromStack(stack).hasResourceProperties('Custom::AWSCDK-EKS-KubernetesResource', {
    Manifest: Match.stringLikeRegexp('"name":"x"'),
    PruneLabel: Match.stringLikeRegexp('^aws.cdk.eks/prune-'),
  });
  expect(imported.clusterName).toBe(cluster.clusterName);
});

test('refuses a cluster without any CPU class', () => {
  const { cluster } = clusterScene();
  expect(() => RestoreCluster.fromCluster(cluster.cluster, { cpuClasses: [] })).toThrow(
    '`cpuClasses` must have at least 1 entry, got: []',
  );
});
