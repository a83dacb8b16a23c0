import type { Namespace } from 'kubernetes-types/core/v1';
import { ENGINES, restoreShape } from '../../engines';
import { imageDelivery, podSecurityLevel, workloadManifests } from '../../manifests';
import type { CaptureSpec, ReleaseRecord } from '../../contract';
import type { Progress } from '../render/progress';
import { ClusterApi } from './cluster-api';
import { companionObjects } from './companion-objects';
import type { Kubectl } from './kubectl';
import { measurePods } from './pod-times';
import type { PodTimes } from './pod-times';
import { requireArchitecture } from './target';

const WAIT = '180s';

export interface ClusterRehearsal {
  readonly kubectl: Kubectl;
  readonly spec: CaptureSpec;
  readonly record: ReleaseRecord;
  readonly runId: string;
  readonly runs: number;
  readonly signal: AbortSignal;
}

/** Deploys the release as `RestoredWorkload` would, and cold beside it, takes their times and leaves nothing behind. */
export async function rehearseOnCluster(rehearsal: ClusterRehearsal, progress: Progress): Promise<readonly PodTimes[]> {
  const { kubectl, record, runId } = rehearsal;
  await requireArchitecture(kubectl, record.host.architecture);
  const namespace = `eks-crac-${runId}`;
  try {
    await kubectl.apply([namespaceObject(namespace, record)]);
    await deployCompanions(rehearsal, namespace);
    return await measure(rehearsal, namespace, progress);
  } finally {
    await kubectl
      .unstoppable()
      .run(['delete', 'namespace', namespace, '--ignore-not-found', '--wait', '--timeout', WAIT]);
  }
}

/** The level that the pods need and no more, so that the rehearsal says whether they pass it. */
function namespaceObject(name: string, record: ReleaseRecord): Namespace {
  const { cpu, gid, memoryMiB, readOnlyRoot, uid } = record.pod;
  const limits = { cpu, memoryMiB };
  const shape = restoreShape(ENGINES[record.engine.type], { user: { uid, gid }, limits, readOnlyRoot, volumes: [] });
  const labels = {
    'app.kubernetes.io/managed-by': 'eks-crac',
    'pod-security.kubernetes.io/enforce': podSecurityLevel(shape),
  };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

async function deployCompanions({ kubectl, spec }: ClusterRehearsal, namespace: string): Promise<void> {
  for (const companion of spec.companions) {
    await kubectl.apply(companionObjects(companion, namespace));
    const name = `deployment/${companion.name}`;
    await kubectl.run(['rollout', 'status', name, '--namespace', namespace, '--timeout', WAIT]);
  }
}

async function measure(
  rehearsal: ClusterRehearsal,
  namespace: string,
  progress: Progress,
): Promise<readonly PodTimes[]> {
  const { kubectl, record, runs, signal, spec } = rehearsal;
  const api = await ClusterApi.open(kubectl, namespace);
  try {
    const times: PodTimes[] = [];
    for (const id of ['pod-cold', 'pod-image'] as const) {
      const cold = id === 'pod-cold';
      const name = cold ? `${record.service}-cold` : record.service;
      const options = { record, name, namespace, cold, delivery: imageDelivery(), replicas: 1 };
      const objects = workloadManifests({ ...options, environment: spec.run.env });
      await kubectl.judge(objects);
      progress.start(`measure ${id}, ${runs} pods`);
      const began = performance.now();
      await kubectl.apply(objects);
      const row = await measurePods(api, { id, name, record }, runs, signal);
      progress.succeed(performance.now() - began, `median ${row.startMs.median.toFixed(0)} ms`);
      for (const report of row.starts) progress.note(JSON.stringify(report));
      times.push(row);
    }
    return times;
  } finally {
    await api.close();
  }
}
