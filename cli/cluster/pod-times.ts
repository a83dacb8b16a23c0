import type { ReleaseRecord } from '../../contract';
import { median } from '../../stage/measure';
import { Failure } from '../../stage/report';
import { waitUntil, WaitTimeout } from '../../stage/wait';
import type { Observation } from '../../stage/wait';
import type { ClusterApi, PodState } from './cluster-api';
import { findPodStart } from './start-line';
import type { PodStart } from './start-line';

// The service is asked often. The cluster is asked less often: on a small one the questions would slow the pod down.
const ASK_MS = 5;
const LOOK_MS = 20;
const START_MS = 300_000;
const END_MS = 60_000;

/** Times of several pods of the same kind, in ms. */
export interface PodSpread {
  readonly median: number;
  readonly p95: number;
  readonly runs: readonly number[];
}

export interface PodTimes {
  readonly id: 'pod-cold' | 'pod-image';
  /** The container's start to the first expected answer of the readiness path. */
  readonly startMs: PodSpread;
  /** The pod's creation to Ready: scheduling, mounts and the kubelet's own work are in it. */
  readonly readyMs: PodSpread;
  /** What `start` said in each pod. */
  readonly starts: readonly PodStart['report'][];
}

interface Workload {
  readonly id: PodTimes['id'];
  readonly name: string;
  readonly record: ReleaseRecord;
}

/** Pods of one workload, one after the other. The first one, which pulls the image, is not among them. */
export async function measurePods(
  api: ClusterApi,
  workload: Workload,
  runs: number,
  signal: AbortSignal,
): Promise<PodTimes> {
  const startMs: number[] = [];
  const readyMs: number[] = [];
  const starts: PodStart['report'][] = [];
  for (let run = 0; run <= runs; run += 1) {
    const one = await measurePod(api, workload, signal);
    if (run === 0) continue;
    startMs.push(one.startMs);
    readyMs.push(one.readyMs);
    starts.push(one.report);
  }
  return { id: workload.id, startMs: podSpread(startMs), readyMs: podSpread(readyMs), starts };
}

/** Nearest rank: of fewer than 20 values the largest. */
export function podSpread(values: readonly number[]): PodSpread {
  const runs = values.map((value) => Math.round(value * 10) / 10);
  const sorted = [...runs].sort((a, b) => a - b);
  return { median: median(runs), p95: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN, runs };
}

async function measurePod(api: ClusterApi, workload: Workload, signal: AbortSignal) {
  const { name } = workload;
  const look = { signal, name, timeoutMs: START_MS, intervalMs: LOOK_MS };
  await api.scale(name, 1);
  const created = await observe<{ pod: string; at: number }>(look, async () => {
    const [pod] = await api.pods(name);
    return pod === undefined ? { seen: 'no pod' } : { found: { pod: pod.metadata.name, at: now() } };
  });
  const [answer, readyAt] = await Promise.all([
    firstAnswer(api, workload, created.pod, signal),
    observe<number>(look, async () => readiness(await api.pods(name), name)),
  ]);
  const { report, startedAt } = await observe<PodStart>({ ...look, timeoutMs: END_MS }, async () => {
    const log = await api.log(created.pod);
    const found = findPodStart(log);
    return found === undefined ? { seen: log } : { found };
  });
  requireMode(workload, report);
  await api.scale(name, 0);
  await observe<boolean>({ ...look, timeoutMs: END_MS }, async () =>
    (await api.pods(name)).length === 0 ? { found: true } : { seen: 'the pod is still there' },
  );
  return { report, startMs: startTime(answer, { report, startedAt }), readyMs: readyAt - created.at };
}

/** When the service gave the expected answer first, and whether it had been asked in vain before. */
export interface FirstAnswer {
  readonly at: number;
  readonly ms: number;
  readonly asked: number;
}

/** The API server can pass a question on once the node has told it the pod's address, and not before. */
async function firstAnswer(
  api: ClusterApi,
  { name, record }: Workload,
  pod: string,
  signal: AbortSignal,
): Promise<FirstAnswer> {
  const look = { signal, name, timeoutMs: START_MS, intervalMs: LOOK_MS };
  await observe<string>(look, async () => {
    const [found] = await api.pods(name);
    return found?.status.podIP === undefined ? notYet(found, name) : { found: found.status.podIP };
  });
  const { port, readiness: ready } = record.pod;
  let asked = 0;
  return observe<FirstAnswer>({ ...look, intervalMs: ASK_MS }, async () => {
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

function readiness(pods: readonly PodState[], name: string): Observation<number> {
  const [pod] = pods;
  return condition(pod, 'Ready')?.status === 'True' ? { found: now() } : notYet(pod, name);
}

function condition(pod: PodState | undefined, type: string) {
  return pod?.status.conditions.find((one) => one.type === type);
}

/** What a pod waits for; what it would wait for in vain is a failure. */
function notYet(pod: PodState | undefined, name: string): { readonly seen: string } {
  const [container] = pod?.status.containerStatuses ?? [];
  const waiting = container?.state.waiting;
  if (waiting !== undefined && /ErrImage|ImagePull|CreateContainer|InvalidImage/.test(waiting.reason)) {
    throw new Failure(
      'pod-failed',
      `a pod of ${name} cannot start: ${waiting.reason}: ${waiting.message}`,
      'the nodes must reach the repository of the release: set `publish.repository` in the capture spec to one that they can pull from',
    );
  }
  return { seen: condition(pod, 'PodScheduled')?.message ?? waiting?.reason ?? 'the pod is not ready' };
}

function requireMode({ id, name }: Workload, { mode, reason }: PodStart['report']): void {
  if (id === 'pod-cold' || mode === 'restored') return;
  throw new Failure(
    'pod-failed',
    `a pod of ${name} started cold, reason: ${reason}`,
    'docs/troubleshooting.md says what each reason means; a node of another kind than the capture host is the most likely',
  );
}

interface Watch {
  readonly signal: AbortSignal;
  readonly name: string;
  readonly timeoutMs: number;
  readonly intervalMs: number;
}

async function observe<T>(watch: Watch, probe: () => Promise<Observation<T>>): Promise<T> {
  try {
    return await waitUntil(watch, probe);
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw new Failure(
      'pod-failed',
      `a pod of ${watch.name} did not get ready within ${watch.timeoutMs / 1000} s: ${error.lastSeen}`,
      'see the events of the pod with kubectl, and docs/workload.md for what it needs of a node',
      { cause: error },
    );
  }
}

/** The wall clock with fractions of a millisecond. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
