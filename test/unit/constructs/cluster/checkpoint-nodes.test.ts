import { App, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Connections, SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, KubernetesVersion } from 'aws-cdk-lib/aws-eks-v2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { CheckpointNodes, CpuClass, RestoreCluster } from '../../../../constructs';
import type { CheckpointNodesProps, IRestoreCluster } from '../../../../constructs';
import { appliedObjects } from '../../../support/cdk/cluster-scene';
import { ACCOUNT, REGION, RolePolicies } from '../../../support/cdk/iam';
import { StandInCluster } from '../../../support/cdk/workload-scene';

function scene(props: Partial<CheckpointNodesProps> = {}) {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const cluster = new StandInCluster(stack);
  const role = (name: string) => Role.fromRoleArn(stack, name, `arn:aws:iam::${ACCOUNT}:role/${name}`);
  const subnets = ['subnet-1', 'subnet-2'].map((id) => Subnet.fromSubnetId(stack, id, id));
  const add = (more: Partial<CheckpointNodesProps> = {}) =>
    new CheckpointNodes(stack, 'Pools', { cluster, role: role('karpenter-nodes'), subnets, ...props, ...more });
  return { stack, cluster, role, add };
}

describe('nodes of a cluster that has Karpenter', () => {
  test('are a class and a pool for each CPU class, in the network that is given', () => {
    const { add, cluster, stack } = scene();
    cluster.cpuClasses = [CpuClass.m7a(), CpuClass.m7g()];
    add({ securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'), families: ['m7a', 'm7g'] });
    expect(cluster.applied.map(({ kind, metadata }) => `${kind} ${metadata.name ?? ''}`)).toEqual([
      ...['EC2NodeClass cpu-class-m7a', 'NodePool cpu-class-m7a'],
      ...['EC2NodeClass cpu-class-m7g', 'NodePool cpu-class-m7g'],
    ]);
    expect(cluster.applied[0]).toMatchObject({
      spec: {
        role: 'karpenter-nodes',
        subnetSelectorTerms: [{ id: 'subnet-1' }, { id: 'subnet-2' }],
        securityGroupSelectorTerms: [{ id: 'sg-1' }],
      },
    });
    const families = JSON.stringify(cluster.applied[1]);
    expect(families).toContain('"values":["m7a"]');
    expect(families).toContain('"eks-crac.io/cpu-class":"m7a"');
  });

  test('belong to a cluster of the CDK, with its network unless another is given', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const vpc = new Vpc(stack, 'Vpc', { availabilityZones: [`${REGION}a`, `${REGION}b`] });
    const kubectlLayer = LayerVersion.fromLayerVersionArn(
      stack,
      'Kubectl',
      `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:k:1`,
    );
    const version = KubernetesVersion.of('1.36');
    const created = new Cluster(stack, 'Cluster', { vpc, version, kubectlProviderOptions: { kubectlLayer } });
    const cluster = RestoreCluster.fromCluster(created, { cpuClasses: [CpuClass.m7a()], vpc });
    new CheckpointNodes(stack, 'Pools', { cluster, role: Role.fromRoleName(stack, 'Role', 'karpenter-nodes') });
    const applied = appliedObjects(Template.fromStack(stack).toJSON());
    expect(applied.find(({ kind }) => kind === 'EC2NodeClass')).toMatchObject({
      spec: {
        role: 'karpenter-nodes',
        subnetSelectorTerms: [{ id: 'token' }, { id: 'token' }],
        securityGroupSelectorTerms: [{ id: 'token' }],
      },
    });
  });

  test('have the tags of the stack, which CloudFormation does not give them', () => {
    const { add, cluster, stack } = scene();
    Tags.of(stack).add('team', 'shop');
    add({ tags: { cost: '4711' } });
    const [nodeClass] = cluster.applied as unknown as [{ spec: { tags: object } }];
    expect(stack.resolve(nodeClass.spec.tags)).toMatchObject({ cost: '4711' });
  });

  test('may have disks with a key that Karpenter may use through EC2 alone', async () => {
    const { add, stack } = scene();
    const karpenter = new Role(stack, 'Karpenter', { assumedBy: new ServicePrincipal('pods.eks.amazonaws.com') });
    const key = Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`);
    add({ diskKey: key, karpenter });
    const policies = new RolePolicies(Template.fromStack(stack));
    const use = (service: string) =>
      policies.allows(policies.find('AWS::IAM::Role', 'Karpenter'), {
        action: 'kms:CreateGrant',
        resource: key.keyArn,
        context: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` },
      });
    expect(await use('ec2')).toBe(true);
    expect(await use('s3')).toBe(false);
  });
});

describe('nodes are refused', () => {
  const message = (what: string) => new Error(`${what} [at Stack/Pools]`);

  test('with a key for disks and no role that may use it', () => {
    const { add, stack } = scene();
    expect(() => add({ diskKey: new Key(stack, 'Key') })).toThrow(
      message(
        '`diskKey` needs `karpenter`, the role that starts the nodes, got: none; pass the role of its controller',
      ),
    );
  });

  test('without subnets', () => {
    const { add } = scene();
    expect(() => add({ subnets: [] })).toThrow(
      message(
        '`subnets` must have at least 1 entry, got: none, and the `vpc` of the cluster is not known or has no private ones; pass the subnets of the nodes',
      ),
    );
  });

  test('without a security group', () => {
    const { add, cluster } = scene();
    const without = Object.assign(Object.create(cluster) as IRestoreCluster, { connections: new Connections() });
    expect(() => add({ cluster: without })).toThrow(
      message(
        '`securityGroup` must be that of the nodes, got: none, and the cluster has none either; pass the group that lets nodes and API server reach each other',
      ),
    );
  });
});
