import prices from '../../fixtures/prices/us-east-1.json';

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const { assumed, hoursOfMonth, instances, others } = prices;

const perHour: Readonly<Record<string, number>> = instances.perHour;

function instance(type: string): number {
  const price = perHour[type];
  if (price === undefined) throw new Error(`no price of ${type} in test/fixtures/prices`);
  return price * hoursOfMonth;
}

interface NodeGroup {
  readonly InstanceTypes: readonly [string];
  readonly ScalingConfig: { readonly MinSize: number };
}

interface Template {
  readonly LaunchTemplateData: {
    readonly BlockDeviceMappings: readonly [{ readonly Ebs: { readonly VolumeSize: number } }];
  };
}

interface Fleet {
  readonly BaseCapacity: number;
  readonly ComputeConfiguration: { readonly instanceType: string };
}

type Price = (properties: never, all: readonly Resource[]) => number;

function nodes(all: readonly Resource[]): number {
  const groups = all.filter(({ Type }) => Type === 'AWS::EKS::Nodegroup');
  return groups.reduce((sum, { Properties }) => sum + (Properties as unknown as NodeGroup).ScalingConfig.MinSize, 0);
}

/** What is billed while nothing happens, by the month. */
const BILLED: Readonly<Record<string, readonly [item: string, price: Price]>> = {
  'AWS::EKS::Cluster': ['control plane', () => others.controlPlanePerHour * hoursOfMonth],
  'AWS::EKS::Nodegroup': [
    'system nodes',
    ({ InstanceTypes: [type], ScalingConfig }: NodeGroup) => ScalingConfig.MinSize * instance(type),
  ],
  'AWS::EC2::LaunchTemplate': [
    'their disks',
    ({ LaunchTemplateData: { BlockDeviceMappings } }: Template, all) =>
      nodes(all) * BlockDeviceMappings[0].Ebs.VolumeSize * others.diskPerGibibyteMonth,
  ],
  'AWS::EC2::NatGateway': ['NAT gateway and its address', () => others.natGatewayPerHour * hoursOfMonth],
  'AWS::EC2::EIP': ['NAT gateway and its address', () => others.publicAddressPerHour * hoursOfMonth],
  'AWS::CodeBuild::Fleet': [
    'capture host',
    ({ BaseCapacity, ComputeConfiguration: { instanceType } }: Fleet) =>
      BaseCapacity * instance(instanceType) * assumed.captureHostFactor,
  ],
  'AWS::KMS::Key': ['keys', () => others.keyPerMonth],
};

/** What costs nothing, or nothing while nothing happens; `logs` and `storage` are assumed. */
const FREE = [
  /^AWS::(IAM|SSM|SQS|Events|Lambda)::/,
  /^AWS::EC2::(VPC|Subnet|RouteTable|SubnetRouteTableAssociation|Route|InternetGateway|VPCGatewayAttachment|VPCEndpoint|FlowLog)$/,
  /^AWS::EC2::SecurityGroup(Ingress|Egress)?$/,
  /^AWS::EKS::(AccessEntry|Addon)$/,
  /^AWS::(Logs|EFS|S3|DynamoDB|ECR)::/,
  /^AWS::(CodePipeline::Pipeline|CodeBuild::Project)$/,
  /^Custom::/,
];

/** Returns what an idle deployment of these resources costs in a month, in dollars, by item. */
export function idleCost(resources: readonly Resource[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const add = (item: string, dollars: number) => sums.set(item, (sums.get(item) ?? 0) + dollars);
  for (const { Properties, Type } of resources) {
    const billed = BILLED[Type];
    if (billed !== undefined) add(billed[0], billed[1](Properties as never, resources));
    else if (!FREE.some((free) => free.test(Type)))
      throw new Error(`whether ${Type} is billed while idle is not known`);
  }
  add('logs', assumed.logGigabytesPerMonth * others.logsPerGigabyte);
  add('storage and requests', assumed.storagePerMonth);
  return sums;
}
