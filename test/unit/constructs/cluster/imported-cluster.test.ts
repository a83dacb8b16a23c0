import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { FargateCluster as FargateClusterV1, KubernetesVersion as KubernetesVersionV1 } from 'aws-cdk-lib/aws-eks';
import { FargateCluster, KubernetesVersion } from 'aws-cdk-lib/aws-eks-v2';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CpuClass, RestoreCluster } from '../../../../constructs';
import { UsageError } from '../../../../constructs/core/errors';
import { clusterScene } from '../../../support/cdk/cluster-scene';

describe('RestoreCluster', () => {
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  const MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };

  test('applies objects in the stack of the workload, and prunes removed ones', () => {
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

  test('waits for a value of one object, and again when its revision changes', () => {
    const { app, cluster } = clusterScene();
    const value = {
      ...{ kind: 'deployment', name: 'x', namespace: 'shop', path: '.items[0].kind' },
      ...{ timeout: Duration.minutes(2), revision: 'abc' },
    };
    const expected = {
      ObjectType: 'deployment',
      ObjectName: '--field-selector=metadata.name=x',
      ObjectNamespace: 'shop',
      JsonPath: '.items[0].kind',
      TimeoutSeconds: 120,
      Revision: 'abc',
    };
    const imported = RestoreCluster.fromCluster(cluster.cluster, { cpuClasses: [CpuClass.m7a()] });
    const stacks = Object.entries({ Created: cluster, Imported: imported }).map(([id, one]) => {
      const stack = new Stack(app, id, { env: { account: '111122223333', region: 'eu-west-1' } });
      one.waitFor(stack, 'Wait', value);
      return stack;
    });
    for (const stack of stacks)
      Template.fromStack(stack).hasResourceProperties('Custom::AWSCDK-EKS-KubernetesObjectValue', expected);
  });

  test('rejects a cluster without a CPU class', () => {
    const { cluster } = clusterScene();
    expect(() => RestoreCluster.fromCluster(cluster.cluster, { cpuClasses: [] })).toThrow(
      new Error('`cpuClasses` must have at least 1 entry, got: []'),
    );
  });

  test('rejects a cluster on Fargate', () => {
    const stack = new Stack();
    const kubectlLayer = new LayerVersion(stack, 'Kubectl', {
      code: Code.fromBucketV2(new Bucket(stack, 'Code'), 'x'),
    });
    const cpuClasses = [CpuClass.m7a()];
    const text = (id: string) =>
      `\`cluster\` must have nodes of a CPU class, and Default/${id} runs its pods on Fargate, where the CPU cannot be chosen; give it a node group or Karpenter, or use another cluster`;
    const one = new FargateClusterV1(stack, 'One', { version: KubernetesVersionV1.V1_33, kubectlLayer });
    expect(() => RestoreCluster.fromClusterV1(one, { cpuClasses })).toThrow(
      new UsageError('invalid-prop', text('One')),
    );
    const two = new FargateCluster(stack, 'Two', {
      version: KubernetesVersion.V1_33,
      kubectlProviderOptions: { kubectlLayer },
    });
    expect(() => RestoreCluster.fromCluster(two, { cpuClasses })).toThrow(new UsageError('invalid-prop', text('Two')));
  });
});
