import type { Namespace } from 'kubernetes-types/core/v1';
import { ENGINES, restoreShape } from '../../engines';
import { imageDelivery, podSecurityLevel, workloadManifests } from '../../manifests';
import type { CaptureSpec, ReleaseRecord } from '../../contract';
import type { Capture } from '../../stage/capture';
import type { CompanionImages } from '../../stage/companions';
import type { StageContext } from '../../stage/stage-context';
import type { Progress } from '../render/progress';
import { ClusterApi } from './cluster-api';
import { withCompanionImages } from './companion-images';
import { companionObjects } from './companion-objects';
import type { Kubectl } from './kubectl';
import { measurePods } from './pod-times';
import type { PodTimes } from './pod-times';
import { requireArchitecture } from './target';

const WAIT = '180s';

export interface ClusterRehearsal {
  readonly kubectl: Kubectl;
  readonly context: StageContext;
  readonly capture: Capture;
  readonly runs: number;
}

/** Deploys the release as `RestoredWorkload` would, and cold beside it, takes their times and leaves nothing behind. */
export async function rehearseOnCluster(rehearsal: ClusterRehearsal, progress: Progress): Promise<readonly PodTimes[]> {
  const { capture, context, kubectl } = rehearsal;
  return onCluster({ capture, context, kubectl }, async (namespace) => measure(rehearsal, namespace, progress));
}

/** Work in a namespace of its own, beside the companions. */
export async function onCluster<T>(
  { capture, context, kubectl }: Omit<ClusterRehearsal, 'runs'>,
  work: (namespace: string) => Promise<T>,
): Promise<T> {
  const { published, record } = capture;
  await requireArchitecture(kubectl, record.host.architecture);
  const namespace = `eks-crac-${context.run.id}`;
  return withCompanionImages(context, published.companionImages, async (images) => {
    try {
      await kubectl.apply([namespaceObject(namespace, record)]);
      await deployCompanions(kubectl, context.spec, images, namespace);
      return await work(namespace);
    } finally {
      await kubectl
        .unstoppable()
        .run(['delete', 'namespace', namespace, '--ignore-not-found', '--wait', '--timeout', WAIT]);
    }
  });
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

async function deployCompanions(
  kubectl: Kubectl,
  { companions }: CaptureSpec,
  images: CompanionImages,
  namespace: string,
): Promise<void> {
  for (const companion of companions) {
    const { name } = companion;
    await kubectl.apply(companionObjects(companion, images[name] ?? '', namespace));
    await kubectl.run(['rollout', 'status', `deployment/${name}`, '--namespace', namespace, '--timeout', WAIT]);
  }
}

async function measure(
  rehearsal: ClusterRehearsal,
  namespace: string,
  progress: Progress,
): Promise<readonly PodTimes[]> {
  const { capture, context, kubectl, runs } = rehearsal;
  const { record } = capture;
  const api = await ClusterApi.open(kubectl, namespace);
  try {
    const times: PodTimes[] = [];
    for (const id of ['pod-cold', 'pod-image'] as const) {
      const cold = id === 'pod-cold';
      const name = cold ? `${record.service}-cold` : record.service;
      const options = { record, name, namespace, cold, delivery: imageDelivery(), replicas: 1 };
      const objects = workloadManifests({ ...options, environment: context.spec.run.env });
      await kubectl.judge(objects);
      progress.start(`measure ${id}, ${runs} pods`);
      const began = performance.now();
      await kubectl.apply(objects);
      const row = await measurePods(api, { id, name, record }, runs, context.signal);
      progress.succeed(performance.now() - began, `median ${row.startMs.median.toFixed(0)} ms`);
      for (const report of row.starts) progress.note(JSON.stringify(report));
      times.push(row);
    }
    return times;
  } finally {
    await api.close();
  }
}
