import type { ReleaseRecord } from '../../../contract';
import { CPU_CLASS_LABEL, LOCAL_CPU_CLASS } from '../../../engines';
import type { ClusterApi } from './cluster-api';
import { ASK_MS, LOOK_MS, now, observePod } from './observe';
import { describePod, isReady, isScheduled, requireAlive } from './pod-state';
import type { PodState } from './pod-state';
import { refusal } from './refusal';
import type { PodStart } from './start-line';

const CREATE_MS = 60_000;
/** A node that has to be made first takes one to two minutes. */
const SCHEDULE_MS = 120_000;
const START_MS = 300_000;

interface StartedPod {
  /** Of the workload. */
  readonly name: string;
  readonly pod: string;
  readonly record: ReleaseRecord;
}

/** Pods come from a ReplicaSet: what refuses them is told by the Deployment alone. */
export function createdPod(api: ClusterApi, name: string, signal: AbortSignal): Promise<{ pod: string; at: number }> {
  return observePod<{ pod: string; at: number }>(
    { name, signal, timeoutMs: CREATE_MS, intervalMs: LOOK_MS },
    async () => {
      const [pod] = await api.pods(name);
      if (pod !== undefined) return { found: { pod: pod.metadata.name, at: now() } };
      const words = await api.refusedPods(name);
      if (words !== undefined) throw refusal(api.context, `a pod of ${name}`, words);
      return { seen: describePod(pod) };
    },
  );
}

/** A pod without a node is told from one that starts slowly, by the labels that it asks of a node. */
export async function scheduled(
  api: ClusterApi,
  { name, record }: Omit<StartedPod, 'pod'>,
  signal: AbortSignal,
): Promise<void> {
  const { architecture, cpuClass } = record.host;
  const label = cpuClass === LOCAL_CPU_CLASS ? '' : ` and ${CPU_CLASS_LABEL}=${cpuClass}`;
  const remedy = `the pod asks for a node with the labels kubernetes.io/arch=${architecture}${label}, and with ${record.pod.cpu} CPU and ${record.pod.memoryMiB} MiB free`;
  await observePod<boolean>({ name, signal, timeoutMs: SCHEDULE_MS, intervalMs: LOOK_MS, remedy }, async () => {
    const [pod] = await api.pods(name);
    return pod !== undefined && isScheduled(pod) ? { found: true } : { seen: describePod(pod) };
  });
}

/** When the service gave the expected answer first, and whether it had been asked in vain before. */
export interface FirstAnswer {
  readonly at: number;
  readonly ms: number;
  readonly asked: number;
}

/** The API server can pass a question on once the node has told it the pod's address, and not before. */
export async function firstAnswer(
  api: ClusterApi,
  { name, pod, record }: StartedPod,
  signal: AbortSignal,
): Promise<FirstAnswer> {
  const look = { signal, name, timeoutMs: START_MS, intervalMs: LOOK_MS };
  await observePod<string>(look, async () => {
    const [found] = await api.pods(name);
    return found?.status.podIP === undefined ? notYet(found, name) : { found: found.status.podIP };
  });
  const { port, readiness: ready } = record.pod;
  let asked = 0;
  return observePod<FirstAnswer>({ ...look, intervalMs: ASK_MS }, async () => {
    asked += 1;
    const began = now();
    if (!(await api.answers(pod, port, ready.path, ready.status)))
      return { seen: `${ready.path} did not answer ${ready.status}` };
    return { found: { at: now(), ms: now() - began, asked } };
  });
}

/**
 * A service that answers the very first question may have been ready for a while, since a node tells of a pod's address
 * only now and then: then it is `start`'s own time to the listening port, and the time that the answer took. The same
 * where the node's clock is not this machine's and makes nonsense of the difference.
 */
export function startTime({ asked, at, ms }: FirstAnswer, { report, startedAt }: PodStart): number {
  const own = report.ms + ms;
  const difference = at - startedAt;
  if (asked === 1) return own;
  return difference > 0 && difference < report.ms + 2000 ? difference : own;
}

/** When the pod was seen ready. */
export function readyAt(api: ClusterApi, name: string, signal: AbortSignal): Promise<number> {
  return observePod<number>({ signal, name, timeoutMs: START_MS, intervalMs: LOOK_MS }, async () => {
    const [pod] = await api.pods(name);
    return pod !== undefined && isReady(pod) ? { found: now() } : notYet(pod, name);
  });
}

/** What a pod waits for; what it would wait for in vain is a failure. */
function notYet(pod: PodState | undefined, name: string): { readonly seen: string } {
  if (pod !== undefined) requireAlive(pod, name);
  return { seen: describePod(pod) };
}
