import { recordedProbe } from '../../../contract';
import type { ReleaseRecord } from '../../../contract';
import { CPU_CLASS_LABEL, LOCAL_CPU_CLASS } from '../../../engines';
import type { ClusterApi } from './cluster-api';
import { ASK_MS, LOOK_MS, now, observePod } from './observe';
import { describePod, isReady, isScheduled, requireAlive } from './pod-state';
import type { PodState } from './pod-state';
import { refusal } from './refusal';
import type { PodStart } from './start-line';

const CREATE_MS = 60_000;
/** Creating a node takes one to two minutes. */
const SCHEDULE_MS = 120_000;
const START_MS = 300_000;

interface StartedPod {
  /** The name of the workload. */
  readonly name: string;
  readonly pod: string;
  readonly record: ReleaseRecord;
}

/** Waits until a pod exists. Pods are created by a ReplicaSet, so only the Deployment reports why one is rejected. */
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

/**
 * Waits until a pod has a node. A failure shows the node labels the pod requires, which distinguishes it from a slow
 * start.
 */
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

/** When the service first responded as expected, and whether earlier attempts had failed. */
export interface FirstAnswer {
  readonly at: number;
  readonly ms: number;
  readonly asked: number;
}

/**
 * Polls through the API server, which can reach the pod only after the node has reported the pod's address. It forwards
 * HTTP alone: of a service that is asked otherwise, the kubelet says when it is ready.
 */
export async function firstAnswer(
  api: Pick<ClusterApi, 'answers' | 'pods'>,
  { name, pod, record }: StartedPod,
  signal: AbortSignal,
): Promise<FirstAnswer> {
  const look = { signal, name, timeoutMs: START_MS, intervalMs: LOOK_MS };
  await observePod<string>(look, async () => {
    const [found] = await api.pods(name);
    return found?.status.podIP === undefined ? notYet(found, name) : { found: found.status.podIP };
  });
  const probe = recordedProbe(record.pod.readiness);
  if (probe.kind !== 'http') return answerOf(await readyAt(api, name, signal));
  const { path, port = record.pod.port, status } = probe;
  let asked = 0;
  return observePod<FirstAnswer>({ ...look, intervalMs: ASK_MS }, async () => {
    asked += 1;
    const began = now();
    if (!(await api.answers(pod, { ...probe, port }))) return { seen: `${path} did not answer ${status}` };
    return { found: { at: now(), ms: now() - began, asked } };
  });
}

/** The kubelet had asked before: a pod has an address before it is Ready. */
function answerOf(at: number): FirstAnswer {
  return { at, ms: 0, asked: 2 };
}

/**
 * Returns the start time. If the very first request succeeds, the service may have been ready for a while, because a
 * node reports pod addresses only periodically: the result is then the time to the listening port as measured by
 * `start`, plus the response time. The same applies if the clocks of the node and this machine differ too much for a
 * meaningful difference.
 */
export function startTime({ asked, at, ms }: FirstAnswer, { report, startedAt }: PodStart): number {
  const own = report.ms + ms;
  const difference = at - startedAt;
  if (asked === 1) return own;
  return difference > 0 && difference < report.ms + 2000 ? difference : own;
}

/** Returns when the pod was seen Ready. */
export function readyAt(api: Pick<ClusterApi, 'pods'>, name: string, signal: AbortSignal): Promise<number> {
  return observePod<number>({ signal, name, timeoutMs: START_MS, intervalMs: LOOK_MS }, async () => {
    const [pod] = await api.pods(name);
    return pod !== undefined && isReady(pod) ? { found: now() } : notYet(pod, name);
  });
}

/** Describes what a pod waits for; throws if it would wait in vain. */
function notYet(pod: PodState | undefined, name: string): { readonly seen: string } {
  if (pod !== undefined) requireAlive(pod, name);
  return { seen: describePod(pod) };
}
