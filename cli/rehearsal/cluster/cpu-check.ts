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
const CONTAINER = 'cpu';

/**
 * Compares the CPU flags of the nodes with those of the release, as `start` does in every pod: runs one short pod of
 * the service's image on a node of each kind. Missing flags are reported by name before the service is deployed.
 */
export async function requireCpuFlags(
  kubectl: Kubectl,
  api: ClusterApi,
  record: ReleaseRecord,
  nodes: readonly FittingNode[],
  signal: AbortSignal,
): Promise<void> {
  if (record.host.cpuFlags.length === 0 || nodes.length === 0) return;
  await kubectl.create(nodes.map((node, index) => cpuPod(record, node, api.namespace, `cpu-${index}`)));
  for (const [index, node] of nodes.entries()) {
    const flags = await flagsOf(api, `cpu-${index}`, signal);
    const missing = record.host.cpuFlags.filter((flag) => !flags.has(flag));
    if (missing.length > 0) throw unlike(kubectl.context, record, node, missing);
  }
}

async function flagsOf(api: ClusterApi, name: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const line = await observePod<string>({ name, signal, timeoutMs: LONGEST_MS, intervalMs: LOOK_MS }, async () => {
    const [pod] = await api.pods(name);
    if (pod?.status.phase === 'Succeeded') return { found: await api.log(name, CONTAINER) };
    if (pod !== undefined) requireAlive(pod, name);
    return { seen: describePod(pod) };
  });
  return new Set(
    line
      .replace(/^.*?\s(flags|Features)\s*:/, '')
      .trim()
      .split(/\s+/),
  );
}

function unlike(
  context: string,
  record: ReleaseRecord,
  { kind, name }: FittingNode,
  missing: readonly string[],
): Failure {
  const node = kind === name ? name : `${name} (${kind})`;
  return new Failure(
    'cluster-unavailable',
    `${record.release} of ${record.service} was captured on a CPU with ${missing.join(', ')}, which the CPU of node ${node} of context ${context} lacks: pods there would start cold`,
    'rehearse on a cluster whose nodes have the CPU of this machine or a newer one of its family, or cordon that node',
  );
}

function cpuPod(record: ReleaseRecord, { name: nodeName }: FittingNode, namespace: string, name: string): Pod {
  const { gid, uid } = record.pod;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'eks-crac' };
  const user = { runAsUser: uid, runAsGroup: gid, ...(uid === 0 ? {} : { runAsNonRoot: true }) };
  const container = {
    name: CONTAINER,
    image: `${record.repository}@${record.images.service.digest}`,
    command: [TOOL_PROGRAM, 'cpu'],
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
