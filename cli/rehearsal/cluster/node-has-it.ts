import { waitUntil } from '../../../kit/wait';
import type { Kubectl } from './kubectl';
import type { ClusterWorkload } from './workloads';

const FILL_MS = 600_000;
const POLL_MS = 500;
const KEPT = '"eks-crac":"keep"';

/** Waits until the DaemonSet of a workload has unpacked the checkpoint on a node, for the pods there. */
export async function nodeHasIt(
  kubectl: Kubectl,
  { name }: ClusterWorkload,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  const daemonSet = [`daemonset/${name}-checkpoint`, '--namespace', namespace];
  await kubectl.run(['rollout', 'status', ...daemonSet, '--timeout', `${FILL_MS / 1000}s`]);
  await waitUntil<true>({ timeoutMs: FILL_MS, intervalMs: POLL_MS, signal }, async () => {
    const { stdout } = await kubectl.run(['logs', ...daemonSet]);
    return stdout.includes(KEPT) ? { found: true } : { seen: stdout.trim() };
  });
}
