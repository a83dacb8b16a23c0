import type { ReleaseRecord } from '../../contract';
import { CPU_CLASS_LABEL, LOCAL_CPU_CLASS } from '../../engines';
import { median } from '../../stage/measure';
import { Failure } from '../../stage/report';
import type { Observation } from '../../stage/wait';
import type { ClusterApi } from './cluster-api';
import { firstAnswer, startTime } from './first-answer';
import { now, observePod } from './observe';
import { describePod, isReady, isScheduled, requireAlive } from './pod-state';
import type { PodState } from './pod-state';
import { refusal } from './refusal';
import { findPodStart } from './start-line';
import type { PodStart } from './start-line';

const START_MS = 300_000;
/** A node that has to be made first takes one to two minutes. */
const SCHEDULE_MS = 120_000;
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
  const created = await createdPod(api, name, signal);
  await scheduled(api, workload, signal);
  const options = { name, signal, timeoutMs: START_MS };
  const [answer, readyAt] = await Promise.all([
    firstAnswer(api, record, created.pod, options),
    observePod<number>(options, async () => readiness(await api.pods(name), name)),
  ]);
  const { report, startedAt } = await observePod<PodStart>({ ...options, timeoutMs: END_MS }, async () => {
    const log = await api.log(created.pod, 'service');
    const found = findPodStart(log);
    return found === undefined ? { seen: log } : { found };
  });
  requireMode(workload, report);
  await api.scale(name, 0);
  await observePod<boolean>({ ...options, timeoutMs: END_MS }, async () =>
    (await api.pods(name)).length === 0 ? { found: true } : { seen: 'the pod is still there' },
  );
  return { report, startMs: startTime(answer, { report, startedAt }), readyMs: readyAt - created.at };
}

/** Pods come from a ReplicaSet: what refuses them is told by the Deployment alone. */
function createdPod(api: ClusterApi, name: string, signal: AbortSignal): Promise<{ pod: string; at: number }> {
  return observePod<{ pod: string; at: number }>({ name, signal, timeoutMs: END_MS }, async () => {
    const [pod] = await api.pods(name);
    if (pod !== undefined) return { found: { pod: pod.metadata.name, at: now() } };
    const words = await api.refusedPods(name);
    if (words !== undefined) throw refusal(api.context, `a pod of ${name}`, words);
    return { seen: describePod(pod) };
  });
}

/** A pod without a node is told from one that starts slowly, by the labels that it asks of a node. */
async function scheduled(api: ClusterApi, { name, record }: Workload, signal: AbortSignal): Promise<void> {
  const { architecture, cpuClass } = record.host;
  const label = cpuClass === LOCAL_CPU_CLASS ? '' : ` and ${CPU_CLASS_LABEL}=${cpuClass}`;
  const remedy = `the pod asks for a node with the labels kubernetes.io/arch=${architecture}${label}, and with ${record.pod.cpu} CPU and ${record.pod.memoryMiB} MiB free`;
  await observePod<boolean>({ name, signal, timeoutMs: SCHEDULE_MS, remedy }, async () => {
    const [pod] = await api.pods(name);
    return pod !== undefined && isScheduled(pod) ? { found: true } : { seen: describePod(pod) };
  });
}

function readiness(pods: readonly PodState[], name: string): Observation<number> {
  const [pod] = pods;
  if (pod === undefined) return { seen: describePod(pod) };
  if (isReady(pod)) return { found: now() };
  requireAlive(pod, name);
  return { seen: describePod(pod) };
}

function requireMode({ id, name }: Workload, { mode, reason }: PodStart['report']): void {
  if (id === 'pod-cold' || mode === 'restored') return;
  throw new Failure(
    'pod-failed',
    `a pod of ${name} started cold, reason: ${reason}`,
    'docs/troubleshooting.md says what each reason means; a node of another kind than the capture host is the most likely',
  );
}
