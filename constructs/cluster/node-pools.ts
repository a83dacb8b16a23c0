import { Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { nodeClass, nodePool } from '../../manifests';
import type { KubernetesObject } from '../../manifests';
import { UsageError } from '../core/errors';
import { requireKnown } from '../core/known-numbers';
import { buildManifests } from '../core/manifest-errors';
import type { CpuClass } from '../engines';

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
   * One or more of `on-demand`, `spot` and `reserved`.
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
}

/** Network and role of the nodes. */
export interface NodeNetwork {
  readonly role: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
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
  const { cpuLimit = 200, diskSize = Size.gibibytes(100), diskThroughput = 500 } = props;
  validateFamilies(scope, cpuClass, families);
  validateAmi(scope, amiAlias);
  requireKnown(scope, { cpuLimit, diskSize, diskThroughput });
  const name = `cpu-class-${cpuClass.name}`;
  return buildManifests(scope, () => [
    nodeClass({ ...network, name, amiAlias, diskSize, diskThroughput }),
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
