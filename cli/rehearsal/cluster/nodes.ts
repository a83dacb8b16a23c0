import { z } from 'zod';
import type { ReleaseRecord } from '../../../contract';
import { CPU_CLASS_LABEL, LOCAL_CPU_CLASS } from '../../../engines';
import { Failure } from '../../../kit/report/failure';
import type { Kubectl } from './kubectl';

const KIND_LABEL = 'node.kubernetes.io/instance-type';

const nodeSchema = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z
    .object({
      unschedulable: z.boolean().default(false),
      taints: z.array(z.object({ effect: z.string() })).default([]),
    })
    .prefault({}),
  status: z.object({
    nodeInfo: z.object({ architecture: z.string() }),
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]),
  }),
});
const nodesSchema = z.object({ items: z.array(nodeSchema) });

type Node = z.output<typeof nodeSchema>;

/** A node on which pods of the release may be scheduled. */
export interface FittingNode {
  readonly name: string;
  /** Its instance type, if the cluster reports it. */
  readonly kind: string;
}

/**
 * Returns one node of each kind on which pods of the release may currently be scheduled. Fails if all nodes have
 * another architecture; a node of the CPU class may still be created for the pod.
 */
export async function fittingNodes(kubectl: Kubectl, { host }: ReleaseRecord): Promise<readonly FittingNode[]> {
  const { items } = await kubectl.json(nodesSchema, ['get', 'nodes']);
  const known = [...new Set(items.map(({ status }) => status.nodeInfo.architecture))].sort();
  if (!known.includes(host.architecture)) {
    throw new Failure(
      'cluster-unavailable',
      `the release was captured on ${host.architecture}, and the nodes of context ${kubectl.context} are: ${known.join(', ') || 'none'}`,
      'rehearse on a cluster with such nodes, or on a machine of their architecture',
    );
  }
  const kinds = new Map<string, FittingNode>();
  for (const node of items.filter((each) => fits(each, host) && takesPods(each))) {
    const { labels, name } = node.metadata;
    const kind = labels[KIND_LABEL] ?? name;
    if (!kinds.has(kind)) kinds.set(kind, { name, kind });
  }
  return [...kinds.values()];
}

/** Returns the addresses of all nodes in their network. */
export async function nodeAddresses(kubectl: Kubectl): Promise<readonly string[]> {
  const { items } = await kubectl.json(nodesSchema, ['get', 'nodes']);
  return items.flatMap(({ status }) =>
    status.addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address),
  );
}

function fits({ metadata, status }: Node, { architecture, cpuClass }: ReleaseRecord['host']): boolean {
  if (status.nodeInfo.architecture !== architecture) return false;
  return cpuClass === LOCAL_CPU_CLASS || metadata.labels[CPU_CLASS_LABEL] === cpuClass;
}

function takesPods({ spec, status }: Node): boolean {
  const tainted = spec.taints.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  const ready = status.conditions.some(({ status: state, type }) => type === 'Ready' && state === 'True');
  return ready && !spec.unschedulable && !tainted;
}
