import { Template } from 'aws-cdk-lib/assertions';
import { KubernetesManifest } from 'aws-cdk-lib/aws-eks-v2';
import { clusterScene } from '../../../support/cdk/cluster-scene';
import { Dependencies } from '../../../support/cdk/dependencies';
import { referenceScene } from '../../../support/cdk/reference-scene';

describe('what is deleted in a cluster', () => {
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  const IN_THE_CLUSTER = 'Custom::AWSCDK-EKS-';

  /** Each resource that a manifest or chart does without, though pods need it. */
  function freeOf(dependencies: Dependencies): readonly string[] {
    const needed = dependencies.ofType('AWS::EKS::Addon', 'AWS::EKS::AccessEntry', 'AWS::EKS::Nodegroup');
    expect(needed.length).toBeGreaterThanOrEqual(8);
    return dependencies.ofType(IN_THE_CLUSTER).flatMap((id) => {
      const before = dependencies.of(id);
      return needed.filter((one) => !before.has(one)).map((one) => `${id} does not wait for ${one}`);
    });
  }

  test('goes before add-ons, access entries and nodes, so that Karpenter can end what it started', () => {
    const { cluster, stack } = clusterScene({ addOns: { bucketDriver: true } });
    const own = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' } };
    new KubernetesManifest(stack, 'Own', { cluster: cluster.cluster, manifest: [own] });
    const dependencies = new Dependencies(Template.fromStack(stack).toJSON());
    expect(dependencies.ofType(IN_THE_CLUSTER).length).toBeGreaterThanOrEqual(11);
    expect(freeOf(dependencies)).toEqual([]);
  });

  test('goes before these in the reference app, too, and its NodePools before Karpenter', () => {
    const dependencies = new Dependencies(Template.fromStack(referenceScene().stack('EksCracCluster')).toJSON());
    expect(freeOf(dependencies)).toEqual([]);
    const [nodes = ''] = dependencies.ofType(IN_THE_CLUSTER).filter((id) => id.startsWith('ClusterNodesm7a'));
    const before = [...dependencies.of(nodes)];
    for (const part of [/chartkarpenter[0-9A-F]{8}$/, /karpentersaRole/, /chartkarpentercrd/])
      expect(before).toContainEqual(expect.stringMatching(part));
  });
});
