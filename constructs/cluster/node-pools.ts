import { Size } from 'aws-cdk-lib';
import type { IResolvable } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct, IConstruct } from 'constructs';
import { nodeClass, nodePool } from '../../manifests';
import type { KubernetesObject } from '../../manifests';
import { UsageError } from '../core/errors';
import { requireKnown } from '../core/known-numbers';
import { buildManifests } from '../core/manifest-errors';
import type { CpuClass } from '../engines';
import { launchTags } from './launch-tags';

/** The machine image of the nodes; its kernel is in the table of Kubernetes versions. */
export const AMI_ALIAS = 'al2023@v20260714';

/** Options of the nodes that Karpenter creates. */
export interface NodePoolProps {
  /**
   * Instance families of the nodes; each must belong to a CPU class, and each class must have at least one.
   *
   * @default - all families of the CPU classes
   */
  readonly families?: readonly string[];

  /**
   * One or both of `on-demand` and `spot`.
   *
   * @default ['on-demand']
   */
  readonly capacityTypes?: readonly string[];

  /**
   * The machine image, pinned. A new image means a new kernel: capture again before you change the nodes.
   *
   * @default 'al2023@v20260714'
   */
  readonly amiAlias?: string;

  /**
   * The maximum number of CPUs of all nodes of a CPU class together, at least 1; limits what a load peak can cost.
   *
   * @default 200
   */
  readonly cpuLimit?: number;

  /**
   * The size of a node's disk, whole GiB, at least 20. It holds images and volumes, and is billed with its node.
   *
   * @default Size.gibibytes(100)
   */
  readonly diskSize?: Size;

  /**
   * The throughput of a node's disk, in MiB/s, 125 to 1000. A checkpoint is unpacked onto the disk and read from it;
   * throughput above 125 is billed.
   *
   * @default 500
   */
  readonly diskThroughput?: number;

  /**
   * The operations of a node's disk per second, 3000 to 16000: at least 4 for each MiB/s, at most 500 for each GiB. Those
   * above 3000 are billed.
   *
   * @default - 4 for each MiB/s of `diskThroughput`, at least 3000
   */
  readonly diskIops?: number;

  /**
   * Whether nodes fetch and unpack the layers of an image at the same time, by a feature of the machine image that AWS
   * calls experimental. Images of a few hundred MB gain little; needs `diskThroughput` of at least 600.
   *
   * @default false
   */
  readonly parallelPull?: boolean;

  /**
   * The key that encrypts the disks of nodes; Karpenter's role may use it for EC2.
   *
   * @default - the key of the account for EBS
   */
  readonly diskKey?: IKey;

  /**
   * Tags of the instances, disks and network interfaces that Karpenter creates, in addition to those of the stack and of
   * the cluster, which CloudFormation does not give them.
   *
   * @default - the tags of the stack and of the cluster
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Network and role of the nodes. */
export interface NodeNetwork {
  readonly role: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /** The construct whose tags, and those of its stack, nodes get, too. */
  readonly tagged: IConstruct;
}

/**
 * Narrows the requested families to those of one class of a cluster; families of no class remain, so that they are
 * rejected.
 */
export function nodesOf(cpuClass: CpuClass, all: readonly CpuClass[], nodes: NodePoolProps): NodePoolProps {
  if (nodes.families === undefined) return nodes;
  const others = all.filter((one) => one !== cpuClass).flatMap(({ families }) => families);
  const families = nodes.families.filter((one) => cpuClass.families.includes(one) || !others.includes(one));
  return { ...nodes, families };
}

/** Returns the Karpenter objects of one CPU class. */
export function cpuClassNodes(
  scope: Construct,
  cpuClass: CpuClass,
  props: NodePoolProps,
  network: NodeNetwork,
): readonly KubernetesObject[] {
  const families = props.families ?? cpuClass.families;
  const amiAlias = props.amiAlias ?? AMI_ALIAS;
  const { cpuLimit = 200, diskIops, diskKey, diskSize = Size.gibibytes(100), diskThroughput = 500, tags = {} } = props;
  validateFamilies(scope, cpuClass, families);
  validateAmi(scope, amiAlias);
  requireKnown(scope, { cpuLimit, diskIops, diskSize, diskThroughput });
  const name = `cpu-class-${cpuClass.name}`;
  const disk = { diskIops, diskKey: diskKey?.keyArn, diskSize, diskThroughput };
  const { tagged, ...at } = network;
  return buildManifests(scope, () => [
    withTags(
      nodeClass({ ...at, name, amiAlias, ...disk, parallelPull: props.parallelPull ?? false, tags }),
      launchTags(tagged, tags),
    ),
    nodePool({
      name,
      nodeClass: name,
      cpuClass: cpuClass.name,
      architecture: cpuClass.architecture,
      families,
      capacityTypes: props.capacityTypes ?? ['on-demand'],
      cpuLimit,
    }),
  ]);
}

function withTags(nodes: ReturnType<typeof nodeClass>, tags: IResolvable): KubernetesObject {
  return { ...nodes, ...{ spec: { ...nodes.spec, tags } } };
}

function validateFamilies(scope: Construct, { families: known, name }: CpuClass, families: readonly string[]): void {
  const foreign = families.filter((family) => !known.includes(family));
  if (families.length > 0 && foreign.length === 0) return;
  throw new UsageError(
    'cpu-class-and-nodes',
    `the NodePool of CPU class '${name}' admits families ${JSON.stringify(families)}, and its checkpoints run on ${known.join(', ')} only; drop ${foreign.length === 0 ? '`families`' : foreign.join(', ')}, or give those nodes a class of their own`,
    scope,
  );
}

/** Rejects `@latest`, which would change the nodes whenever a new image is released. */
function validateAmi(scope: Construct, alias: string): void {
  if (/^al2023@v[0-9]{8}$/.test(alias)) return;
  throw new UsageError(
    'invalid-prop',
    `\`amiAlias\` must be a pinned image of Amazon Linux 2023 such as al2023@v20260714, got: ${JSON.stringify(alias)}`,
    scope,
  );
}
