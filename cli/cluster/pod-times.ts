import type { ReleaseRecord } from '../../contract';
import { median } from '../../stage/measure';
import { Failure } from '../../stage/report';
import { waitUntil, WaitTimeout } from '../../stage/wait';
import type { Observation } from '../../stage/wait';
import type { ClusterApi, PodState } from './cluster-api';
import { findPodStart } from './start-line';
import type { PodStart } from './start-line';

const POLL_MS = 5;
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
  const { name, record } = workload;
  await api.scale(name, 1);
  const created = await observe<{ pod: string; at: number }>(signal, name, START_MS, async () => {
    const [pod] = await api.pods(name);
    return pod === undefined ? { seen: 'no pod' } : { found: { pod: pod.metadata.name, at: now() } };
  });
  const { path, status } = record.pod.readiness;
  const [answered, readyAt] = await Promise.all([
    observe<number>(signal, name, START_MS, async () =>
      (await api.answers(created.pod, record.pod.port, path, status))
        ? { found: now() }
        : { seen: `${path} did not answer ${status}` },
    ),
    observe<number>(signal, name, START_MS, async () => readiness(await api.pods(name), name)),
  ]);
  const { report, startedAt } = await observe<PodStart>(signal, name, END_MS, async () => {
    const log = await api.log(created.pod);
    const found = findPodStart(log);
    return found === undefined ? { seen: log } : { found };
  });
  requireMode(workload, report);
  await api.scale(name, 0);
  await observe<boolean>(signal, name, END_MS, async () =>
    (await api.pods(name)).length === 0 ? { found: true } : { seen: 'the pod is still there' },
  );
  return { report, startMs: startTime(answered, startedAt, report), readyMs: readyAt - created.at };
}

/** A node whose clock is not this machine's would make nonsense of the difference; then `start`'s own time counts. */
function startTime(answered: number, startedAt: number, report: PodStart['report']): number {
  const difference = answered - startedAt;
  return difference > 0 && difference < report.ms + 2000 ? difference : report.ms;
}

function readiness(pods: readonly PodState[], name: string): Observation<number> {
  const [pod] = pods;
  const condition = (type: string) => pod?.status.conditions.find((one) => one.type === type);
  if (condition('Ready')?.status === 'True') return { found: now() };
  const [container] = pod?.status.containerStatuses ?? [];
  const waiting = container?.state.waiting;
  if (waiting !== undefined && /ErrImage|ImagePull|CreateContainer|InvalidImage/.test(waiting.reason)) {
    throw new Failure(
      'pod-failed',
      `a pod of ${name} cannot start: ${waiting.reason}: ${waiting.message}`,
      'the nodes must reach the repository of the release: set `publish.repository` in the capture spec to one that they can pull from',
    );
  }
  return { seen: condition('PodScheduled')?.message ?? waiting?.reason ?? 'the pod is not ready' };
}

function requireMode({ id, name }: Workload, { mode, reason }: PodStart['report']): void {
  if (id === 'pod-cold' || mode === 'restored') return;
  throw new Failure(
    'pod-failed',
    `a pod of ${name} started cold, reason: ${reason}`,
    'docs/troubleshooting.md says what each reason means; a node of another kind than the capture host is the most likely',
  );
}

async function observe<T>(
  signal: AbortSignal,
  name: string,
  timeoutMs: number,
  probe: () => Promise<Observation<T>>,
): Promise<T> {
  try {
    return await waitUntil({ timeoutMs, intervalMs: POLL_MS, signal }, probe);
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw new Failure(
      'pod-failed',
      `a pod of ${name} did not get ready within ${timeoutMs / 1000} s: ${error.lastSeen}`,
      'see the events of the pod with kubectl, and docs/workload.md for what it needs of a node',
      { cause: error },
    );
  }
}

/** The wall clock with fractions of a millisecond. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
