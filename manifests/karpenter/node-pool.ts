import { CPU_CLASS_LABEL } from '../../engines';
import type { KubernetesObject } from '../kubernetes-object';

/** Which nodes are made: https://karpenter.sh/docs/concepts/nodepools/ */
export interface NodePoolOptions {
  readonly name: string;
  /** The name of the EC2NodeClass. */
  readonly nodeClass: string;
  readonly cpuClass: string;
  readonly architecture: string;
  /** EC2 instance families. */
  readonly families: readonly string[];
  readonly capacityTypes: readonly string[];
  /** The most CPUs that all nodes of the pool have together. */
  readonly cpuLimit: number;
}

/** A NodePool whose nodes are of one CPU class and carry its label. */
export function nodePool(options: NodePoolOptions): KubernetesObject & { readonly spec: object } {
  const { architecture, capacityTypes, cpuClass, cpuLimit, families, name } = options;
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
      // A node that has pods stays: moving them costs more than a restore saves.
      disruption: { consolidationPolicy: 'WhenEmpty', consolidateAfter: '10m', budgets: [{ nodes: '10%' }] },
      limits: { cpu: String(cpuLimit) },
    },
  };
}
