import type { Pod } from 'kubernetes-types/core/v1';
import { TOOL_PROGRAM } from '../../../contract';
import type { ReleaseRecord } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import type { ClusterApi } from './cluster-api';
import type { Kubectl } from './kubectl';
import type { FittingNode } from './nodes';
import { LOOK_MS, observePod } from './observe';
import { describePod, requireAlive } from './pod-state';

const LONGEST_MS = 180_000;
const CONTAINER = 'node';
const LOGGED_AT = /^\S+Z /;
const FLAGS = /^(?:flags|Features)\s*:(.*)$/;

/**
 * Compares the CPU flags and the kernels of the nodes with what the release needs, as `start` does in every pod: runs one
 * short pod of the service's image on a node of each kind. What is missing is reported by name before the service is
 * deployed.
 */
export async function requireFittingNodes(
  kubectl: Kubectl,
  api: ClusterApi,
  record: ReleaseRecord,
  nodes: readonly FittingNode[],
  signal: AbortSignal,
): Promise<void> {
  if (nodes.length === 0) return;
  await kubectl.create(nodes.map((node, index) => nodePod(record, node, api.namespace, `node-${index}`)));
  for (const [index, node] of nodes.entries()) {
    const { flags, refused } = await answerOf(api, `node-${index}`, signal);
    const missing = record.host.cpuFlags.filter((flag) => !flags.has(flag));
    if (missing.length > 0) throw otherCpu(kubectl.context, record, node, missing);
    if (refused.length > 0) throw otherKernel(kubectl.context, record, node, refused);
  }
}

interface NodeAnswer {
  readonly flags: ReadonlySet<string>;
  /** A sentence about each need that the node does not have. */
  readonly refused: readonly string[];
}

async function answerOf(api: ClusterApi, name: string, signal: AbortSignal): Promise<NodeAnswer> {
  const text = await observePod<string>({ name, signal, timeoutMs: LONGEST_MS, intervalMs: LOOK_MS }, async () => {
    const [pod] = await api.pods(name);
    if (pod?.status.phase === 'Succeeded') return { found: await api.log(name, CONTAINER) };
    if (pod !== undefined) requireAlive(pod, name);
    return { seen: describePod(pod) };
  });
  const lines = text.split('\n').map((line) => line.replace(LOGGED_AT, ''));
  const [, flags = ''] = lines.map((line) => FLAGS.exec(line)).find((found) => found !== null) ?? [];
  return {
    flags: new Set(flags.trim().split(/\s+/)),
    refused: lines.filter((line) => line !== '' && !FLAGS.test(line)),
  };
}

function otherCpu(context: string, record: ReleaseRecord, node: FittingNode, missing: readonly string[]): Failure {
  return new Failure(
    'cluster-unavailable',
    `${record.release} of ${record.service} was captured on a CPU with ${missing.join(', ')}, which the CPU of node ${nameOf(node)} of context ${context} lacks: pods there would start cold`,
    'rehearse on a cluster whose nodes have the CPU of this machine or a newer one of its family, or cordon that node',
  );
}

function otherKernel(context: string, record: ReleaseRecord, node: FittingNode, refused: readonly string[]): Failure {
  return new Failure(
    'cluster-unavailable',
    `${record.release} of ${record.service} was captured on Linux ${record.host.kernel}, and node ${nameOf(node)} of context ${context} cannot restore it: ${refused.join('; ')}: pods there would start cold`,
    'rehearse on a cluster whose nodes have the kernel of this machine, or cordon that node',
  );
}

function nameOf({ kind, name }: FittingNode): string {
  return kind === name ? name : `${name} (${kind})`;
}

function nodePod(record: ReleaseRecord, { name: nodeName }: FittingNode, namespace: string, name: string): Pod {
  const { gid, uid } = record.pod;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'eks-crac' };
  const user = { runAsUser: uid, runAsGroup: gid, ...(uid === 0 ? {} : { runAsNonRoot: true }) };
  const container = {
    name: CONTAINER,
    image: `${record.repository}@${record.images.service.digest}`,
    command: [TOOL_PROGRAM, 'node', ...(record.host.needs ?? [])],
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '64Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      automountServiceAccountToken: false,
      containers: [container],
      nodeName,
      restartPolicy: 'Never',
      securityContext: { ...user, seccompProfile: { type: 'RuntimeDefault' } },
    },
  };
}
