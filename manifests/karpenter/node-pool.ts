import { CPU_CLASS_LABEL } from '../../engines';
import { InvalidManifest } from '../invalid-manifest';
import type { KubernetesObject } from '../kubernetes-object';
import { requireWhole } from '../whole-number';

/** Which nodes are created: https://karpenter.sh/docs/concepts/nodepools/ */
export interface NodePoolOptions {
  /** The name of the NodePool. */
  readonly name: string;
  /** The name of the EC2NodeClass. */
  readonly nodeClass: string;
  /** The CPU class; nodes get its label. */
  readonly cpuClass: string;
  /** `amd64` or `arm64`. */
  readonly architecture: string;
  /** EC2 instance families. */
  readonly families: readonly string[];
  /** One or both of `on-demand` and `spot`. */
  readonly capacityTypes: readonly string[];
  /** The maximum number of CPUs of all nodes of the pool together. */
  readonly cpuLimit: number;
}

const CAPACITY_TYPES = ['on-demand', 'spot'];

/** Returns a NodePool whose nodes belong to one CPU class and carry its label. */
export function nodePool(options: NodePoolOptions): KubernetesObject & { readonly spec: object } {
  const { architecture, capacityTypes, cpuClass, cpuLimit, families, name } = options;
  validateCapacityTypes(capacityTypes);
  requireWhole('cpuLimit', cpuLimit, { least: 1, remedy: 'write the most CPUs that all nodes have together' });
  const oneOf = (key: string, values: readonly string[]) => ({ key, operator: 'In', values });
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name },
    spec: {
      template: {
        metadata: { labels: { [CPU_CLASS_LABEL]: cpuClass } },
        spec: {
          nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: options.nodeClass },
          expireAfter: '720h',
          requirements: [
            oneOf('kubernetes.io/arch', [architecture]),
            oneOf('kubernetes.io/os', ['linux']),
            oneOf('karpenter.k8s.aws/instance-family', families),
            oneOf('karpenter.sh/capacity-type', capacityTypes),
          ],
        },
      },
      // A node with pods stays: moving them costs more than a restore saves.
      disruption: { consolidationPolicy: 'WhenEmpty', consolidateAfter: '10m', budgets: [{ nodes: '10%' }] },
      limits: { cpu: String(cpuLimit) },
    },
  };
}

/**
 * With an unknown type Karpenter would accept the pool but never create a node; so it would with `reserved`, since the
 * class selects no capacity reservation.
 */
function validateCapacityTypes(types: readonly string[]): void {
  if (types.length > 0 && types.every((type) => CAPACITY_TYPES.includes(type))) return;
  throw new InvalidManifest(
    `\`capacityTypes\` must be one or both of ${CAPACITY_TYPES.join(' and ')}, got: ${JSON.stringify(types)}; drop it for on-demand nodes`,
  );
}
