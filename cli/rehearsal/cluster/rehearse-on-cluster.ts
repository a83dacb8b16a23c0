import type { Progress } from '../../render/progress';
import { ClusterApi } from './cluster-api';
import { onCluster } from './on-cluster';
import type { OnCluster } from './on-cluster';
import { nodeHasIt } from './node-has-it';
import { measurePods } from './pod-times';
import type { PodTimes } from './pod-times';
import { workloadsOf } from './workloads';

export interface ClusterRehearsal extends Omit<OnCluster, 'warn'> {
  readonly runs: number;
}

/** Deploys the release like `RestoredWorkload`, and a cold version next to it, measures both and deletes everything. */
export async function rehearseOnCluster(rehearsal: ClusterRehearsal, progress: Progress): Promise<readonly PodTimes[]> {
  const warn = (text: string) => progress.warn(text);
  return onCluster({ ...rehearsal, warn }, async (namespace) => measure(rehearsal, namespace, progress));
}

async function measure(
  { capture, context, kubectl, runs, stores }: ClusterRehearsal,
  namespace: string,
  progress: Progress,
): Promise<readonly PodTimes[]> {
  const { record } = capture;
  const api = await ClusterApi.open(kubectl, namespace);
  try {
    const times: PodTimes[] = [];
    for (const workload of workloadsOf(context.spec, record, namespace, stores)) {
      const { id, name, objects } = workload;
      progress.start(`measure ${id}, ${runs} pods`);
      const began = performance.now();
      await kubectl.apply(objects);
      if (workload.delivery.nodeFolder !== undefined) await nodeHasIt(kubectl, workload, namespace, context.signal);
      const row = await measurePods(
        api,
        { id, name, record, fetches: workload.delivery.fetch !== undefined },
        runs,
        context.signal,
      );
      progress.succeed(performance.now() - began, `median ${row.startMs.median.toFixed(0)} ms`);
      for (const report of row.starts) progress.note(JSON.stringify(report));
      times.push(row);
    }
    return times;
  } finally {
    await api.close();
  }
}
