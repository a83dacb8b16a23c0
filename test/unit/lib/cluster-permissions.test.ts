import { Template } from 'aws-cdk-lib/assertions';
import { mountNeeds } from '../../support/cdk/build-needs';
import { ACCOUNT, on, REGION, RolePolicies } from '../../support/cdk/iam';
import type { Request } from '../../support/cdk/iam';
import { referenceScene } from '../../support/cdk/reference-scene';

// Each removed permission is a separate simulation.
jest.setTimeout(60_000);

let stacks: ReturnType<typeof referenceScene>;
beforeAll(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  stacks = referenceScene();
});
afterAll(() => jest.restoreAllMocks());

const PREFIX = 'ClusterBlueprintct';
const ec2 = (resource: string) => `arn:aws:ec2:${REGION}:${ACCOUNT}:${resource}`;

function scene() {
  const { stack } = stacks;
  const base = new RolePolicies(Template.fromStack(stack('EksCracBase')));
  const policies = new RolePolicies(Template.fromStack(stack('EksCracCluster')), [base]);
  return {
    base,
    policies,
    role: (id: string) => policies.find('AWS::IAM::Role', `${PREFIX}${id}`),
    cluster: policies.arnOf('AWS::EKS::Cluster'),
    clusterName: policies.find('AWS::EKS::Cluster').toLowerCase(),
  };
}

async function expectAll(policies: RolePolicies, role: string, requests: readonly Request[], allowed: boolean) {
  for (const request of requests) expect([request, await policies.allows(role, request)]).toEqual([request, allowed]);
}

describe('Karpenter', () => {
  const NODE_POOL = 'cpu-class-m7a';
  const FLEET = ec2('fleet/fleet-1');
  const INSTANCE = ec2('instance/i-1');
  const TEMPLATE = ec2('launch-template/lt-1');
  const INTERFACE = ec2('network-interface/eni-1');
  const SPOT = ec2('spot-instances-request/sir-1');
  const VOLUME = ec2('volume/vol-1');
  const PUBLIC = `arn:aws:ec2:${REGION}:`;
  const PROFILE = `arn:aws:iam::${ACCOUNT}:instance-profile/karpenter`;
  const DISCOVERY = [
    'AvailabilityZones',
    'CapacityReservations',
    'Images',
    'InstanceStatus',
    'InstanceTypeOfferings',
    'InstanceTypes',
    'Instances',
    'LaunchTemplates',
    'PlacementGroups',
    'SecurityGroups',
    'SpotPriceHistory',
    'Subnets',
  ].map((what) => `ec2:Describe${what}`);

  /** Tags of a request or of a resource that belong to this cluster. */
  function tags(of: 'RequestTag' | 'ResourceTag', cluster: string, more: Readonly<Record<string, string>>) {
    const all = { [`kubernetes.io/cluster/${cluster}`]: 'owned', ...more };
    return Object.fromEntries(Object.entries(all).map(([key, value]) => [`aws:${of}/${key}`, value]));
  }

  function nodeNeeds(cluster: string): readonly Request[] {
    const pool = { 'karpenter.sh/nodepool': NODE_POOL };
    const asked = tags('RequestTag', cluster, pool);
    const owned = tags('ResourceTag', cluster, pool);
    const launched = { ...asked, 'ec2:CreateAction': 'RunInstances' };
    const inputs = [ec2('security-group/sg-1'), ec2('subnet/subnet-1'), TEMPLATE, SPOT];
    return [
      ...[...inputs, `${PUBLIC}:image/ami-1`, `${PUBLIC}:snapshot/snap-1`].flatMap((one) =>
        on(one, ['ec2:RunInstances']),
      ),
      ...on(ec2('subnet/subnet-1'), ['ec2:CreateFleet']),
      ...[INSTANCE, INTERFACE, VOLUME].flatMap((one) => on(one, ['ec2:RunInstances'], asked)),
      ...on(FLEET, ['ec2:CreateFleet'], asked),
      ...on(TEMPLATE, ['ec2:CreateLaunchTemplate'], asked),
      ...[FLEET, INSTANCE, TEMPLATE, INTERFACE, SPOT, VOLUME].flatMap((one) => on(one, ['ec2:CreateTags'], launched)),
      ...on(INSTANCE, ['ec2:CreateTags'], { ...owned, 'aws:TagKeys': ['Name'] }),
      ...on(INSTANCE, ['ec2:TerminateInstances'], owned),
      ...on(TEMPLATE, ['ec2:DeleteLaunchTemplate'], owned),
    ];
  }

  function profileNeeds(cluster: string): readonly Request[] {
    const more = { 'karpenter.k8s.aws/ec2nodeclass': NODE_POOL, 'topology.kubernetes.io/region': REGION };
    const asked = tags('RequestTag', cluster, more);
    const owned = tags('ResourceTag', cluster, more);
    return [
      ...on(PROFILE, ['iam:CreateInstanceProfile'], asked),
      ...on(PROFILE, ['iam:TagInstanceProfile'], { ...asked, ...owned }),
      ...on(
        PROFILE,
        ['AddRoleTo', 'Delete', 'RemoveRoleFrom'].map((verb) => `iam:${verb}InstanceProfile`),
        owned,
      ),
      ...on(PROFILE, ['iam:GetInstanceProfile']),
      ...on('*', ['iam:ListInstanceProfiles']),
    ];
  }

  function needs({ cluster, clusterName, policies, role }: ReturnType<typeof scene>): readonly Request[] {
    const messages = ['DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'];
    return [
      ...nodeNeeds(clusterName),
      ...profileNeeds(clusterName),
      ...on(policies.arn(role('karpenternoderole')), ['iam:PassRole']),
      ...on(cluster, ['eks:DescribeCluster']),
      ...on('*', DISCOVERY, { 'aws:RequestedRegion': REGION }),
      ...on('*', ['pricing:GetProducts']),
      ...on(
        policies.arnOf('AWS::SQS::Queue'),
        messages.map((action) => `sqs:${action}`),
      ),
    ];
  }

  test('may do what it needs, and of its six policies all but three grants are needed', async () => {
    const made = scene();
    const { policies, role } = made;
    const karpenter = role('blueprintsaddonkarpentersaRole');
    await expectAll(policies, karpenter, needs(made), true);
    expect(await policies.superfluous(karpenter, needs(made))).toEqual([
      // Karpenter's policy lists them in two statements, one of which has no condition.
      `arn:aws:ec2:${REGION}:*:spot-instances-request/* for ec2:CreateFleet, ec2:CreateLaunchTemplate, ec2:RunInstances`,
      // Needed to find machine images and to leave a zone; the simulator knows neither AWS parameters nor clusters
      // here.
      `ssm:GetParameter on arn:aws:ssm:${REGION}::parameter/aws/service/*`,
      'arc-zonal-shift:GetManagedResource on *',
    ]);
  });

  test("touches nothing but its cluster's own nodes", async () => {
    const { policies, role } = scene();
    const foreign = tags('ResourceTag', 'other', { 'karpenter.sh/nodepool': NODE_POOL });
    await expectAll(
      policies,
      role('blueprintsaddonkarpentersaRole'),
      [
        ...on(INSTANCE, ['ec2:TerminateInstances', 'ec2:CreateTags'], foreign),
        ...on(INSTANCE, ['ec2:RunInstances', 'ec2:TerminateInstances']),
        ...on(TEMPLATE, ['ec2:DeleteLaunchTemplate'], foreign),
        ...on(PROFILE, ['iam:CreateInstanceProfile', 'iam:DeleteInstanceProfile']),
        ...on(`arn:aws:iam::${ACCOUNT}:role/admin`, ['iam:PassRole', 'sts:AssumeRole']),
        ...on('*', DISCOVERY, { 'aws:RequestedRegion': 'us-east-1' }),
      ],
      false,
    );
  });
});

test('the EFS driver mounts by the access point, touches those of its own, and needs every action', async () => {
  const { base, policies, role } = scene();
  const driver = role('efscsicontrollersaRole');
  const [fileSystem, point] = ['file-system/fs-1', 'access-point/fsap-1'].map(
    (one) => `arn:aws:elasticfilesystem:${REGION}:${ACCOUNT}:${one}`,
  ) as [string, string];
  const tag = (of: string) => ({ [`aws:${of}/efs.csi.aws.com/cluster`]: 'true' });
  const needed = [
    ...mountNeeds(base, 'ClientMount'),
    ...on('*', ['ec2:DescribeAvailabilityZones']),
    ...on(
      fileSystem,
      ['AccessPoints', 'FileSystems', 'MountTargets'].map((what) => `elasticfilesystem:Describe${what}`),
    ),
    ...on(fileSystem, ['elasticfilesystem:CreateAccessPoint'], tag('RequestTag')),
    ...on(point, ['elasticfilesystem:TagResource'], tag('RequestTag')),
    ...on(point, ['elasticfilesystem:DeleteAccessPoint'], tag('ResourceTag')),
  ];
  await expectAll(policies, driver, needed, true);
  expect(await policies.superfluous(driver, needed)).toEqual([]);
  const refused = [
    ...mountNeeds(base, 'ClientWrite', 'ClientRootAccess'),
    ...on(point, ['elasticfilesystem:DeleteAccessPoint']),
    ...on(fileSystem, ['elasticfilesystem:DeleteFileSystem', 'elasticfilesystem:ClientMount']),
  ];
  await expectAll(policies, driver, refused, false);
});

test('the load balancer controller changes what carries the tag of a cluster, and nothing else', async () => {
  const { policies, role } = scene();
  const controller = role('awsloadbalancercontrollerRole');
  const balancer = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/app/a/1`;
  const remove = ['elasticloadbalancing:DeleteLoadBalancer', 'elasticloadbalancing:SetSubnets'];
  await expectAll(policies, controller, on(balancer, remove, { 'aws:ResourceTag/elbv2.k8s.aws/cluster': 'x' }), true);
  const refused = [
    ...on(balancer, remove),
    ...on(balancer, ['elasticloadbalancing:CreateLoadBalancer']),
    ...on(ec2('security-group/sg-1'), ['ec2:DeleteSecurityGroup', 'ec2:CreateTags']),
    ...on(ec2('instance/i-1'), ['ec2:RunInstances', 'ec2:TerminateInstances']),
    ...on(`arn:aws:iam::${ACCOUNT}:role/admin`, ['iam:PassRole', 'sts:AssumeRole']),
  ];
  await expectAll(policies, controller, refused, false);
});

test("the CDK's functions reach the cluster and each other, and need every action", async () => {
  const { cluster, policies, role } = scene();
  const handler = policies.arnOf('AWS::Lambda::Function', `${PREFIX}KubectlProviderHandler`);
  const needs: readonly [string, readonly Request[]][] = [
    [role('KubectlProviderHandlerServiceRole'), on(cluster, ['eks:DescribeCluster'])],
    [
      role('KubectlProviderframeworkonEventServiceRole'),
      [
        ...on(handler, ['lambda:InvokeFunction', 'lambda:GetFunction']),
        ...on(`${handler}:1`, ['lambda:InvokeFunction']),
      ],
    ],
  ];
  for (const [id, needed] of needs) {
    await expectAll(policies, id, needed, true);
    expect(await policies.superfluous(id, needed)).toEqual([]);
  }
});

test.each(['Role', 'NodegroupsystemngNodeGroupRole', 'karpenternoderole'])(
  '%s has policies of AWS alone',
  async (id) => {
    const { cluster, policies, role } = scene();
    await expectAll(policies, role(id), on(cluster, ['eks:DescribeCluster', 'eks:DeleteCluster']), false);
    expect(await policies.superfluous(role(id), [])).toEqual([]);
  },
);
