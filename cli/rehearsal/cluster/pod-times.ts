import { COLD_REASONS, findFetchReport } from '../../../contract';
import type { ReleaseRecord } from '../../../contract';
import { median } from '../measure';
import { Failure } from '../../../kit/report/failure';
import type { ClusterApi } from './cluster-api';
import { LOOK_MS, observePod } from './observe';
import { createdPod, firstAnswer, readyAt, scheduled, startTime } from './pod-start';
import { findPodStart } from './start-line';
import type { PodStart } from './start-line';
import type { PodKind } from './workloads';

const END_MS = 60_000;

/** Times of several pods of the same kind, in milliseconds. */
export interface PodSpread {
  readonly median: number;
  readonly p95: number;
  readonly runs: readonly number[];
}

export interface PodTimes {
  readonly id: PodKind;
  /** To download, check and unpack the checkpoint. @default - it comes with an image */
  readonly downloadMs?: PodSpread;
  /** From container start to the first time that the service was ready. */
  readonly startMs: PodSpread;
  /** From pod creation to Ready, including scheduling, mounts and the kubelet's own work. */
  readonly readyMs: PodSpread;
  /** The report of `start` in each pod. */
  readonly starts: readonly PodStart['report'][];
}

interface Workload {
  readonly id: PodTimes['id'];
  readonly name: string;
  readonly record: ReleaseRecord;
  /** Whether an init container fetches the checkpoint. */
  readonly fetches: boolean;
}

/** Measures pods of one workload, one after the other. The first one, which pulls the image, is not counted. */
export async function measurePods(
  api: ClusterApi,
  workload: Workload,
  runs: number,
  signal: AbortSignal,
): Promise<PodTimes> {
  const startMs: number[] = [];
  const readyMs: number[] = [];
  const downloadMs: number[] = [];
  const starts: PodStart['report'][] = [];
  for (let run = 0; run <= runs; run += 1) {
    const one = await measurePod(api, workload, signal);
    if (run === 0) continue;
    startMs.push(one.startMs);
    readyMs.push(one.readyMs);
    downloadMs.push(...one.downloadMs);
    starts.push(one.report);
  }
  const times = { id: workload.id, startMs: podSpread(startMs), readyMs: podSpread(readyMs), starts };
  return workload.fetches ? { ...times, downloadMs: podSpread(downloadMs) } : times;
}

/** Uses the nearest rank: with fewer than 20 values p95 is the largest. */
export function podSpread(values: readonly number[]): PodSpread {
  const runs = values.map((value) => Math.round(value * 10) / 10);
  const sorted = [...runs].sort((a, b) => a - b);
  return { median: median(runs), p95: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN, runs };
}

async function measurePod(api: ClusterApi, workload: Workload, signal: AbortSignal) {
  const { name, record } = workload;
  const look = { signal, name, timeoutMs: END_MS, intervalMs: LOOK_MS };
  await api.scale(name, 1);
  const created = await createdPod(api, name, signal);
  await scheduled(api, workload, signal);
  const [answer, ready] = await Promise.all([
    firstAnswer(api, { name, record, pod: created.pod }, signal),
    readyAt(api, name, signal),
  ]);
  const start = await observePod<PodStart>(look, async () => {
    const log = await api.log(created.pod);
    const found = findPodStart(log);
    return found === undefined ? { seen: log } : { found };
  });
  requireMode(workload, start.report);
  const downloadMs = workload.fetches ? fetchMs(await api.log(created.pod, 'fetch')) : [];
  await api.scale(name, 0);
  await observePod<boolean>(look, async () =>
    (await api.pods(name)).length === 0 ? { found: true } : { seen: 'the pod is still there' },
  );
  return { downloadMs, report: start.report, startMs: startTime(answer, start), readyMs: ready - created.at };
}

/** Each line of the log has its time before it. */
function fetchMs(log: string): number[] {
  const report = findFetchReport(log.replaceAll(/^\S+ /gm, ''));
  return report === undefined ? [] : [report.ms];
}

function requireMode({ id, name }: Workload, report: PodStart['report']): void {
  if (id === 'pod-cold' || report.mode === 'restored') return;
  const { detail, reason } = report;
  const { cause, remedy } = COLD_REASONS[reason];
  throw new Failure('pod-failed', `a pod of ${name} started cold, reason: ${reason} (${detail ?? cause})`, remedy);
}
