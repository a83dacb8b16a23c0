import type { CaptureSpec, ReleaseRecord } from '../../contract';
import { imageDelivery, workloadManifests } from '../../manifests';
import type { KubernetesObject } from '../../manifests';
import { Failure } from '../../stage/report';
import type { Progress } from '../render/progress';
import { ClusterApi } from './cluster-api';
import { companionObjects } from './companion-objects';
import { companionReady } from './companion-ready';
import { requireCpuFlags } from './cpu-check';
import type { Kubectl } from './kubectl';
import { fittingNodes } from './nodes';
import { measurePods } from './pod-times';
import type { PodTimes } from './pod-times';
import { RunNamespace } from './run-namespace';
import { coldName, podEnvironment } from './spec-rules';
import { tryWorkload } from './trial';

// Beside a companion's own readiness: its image is pulled first.
const PULL_SECONDS = 120;

export interface ClusterRehearsal {
  readonly kubectl: Kubectl;
  readonly spec: CaptureSpec;
  readonly record: ReleaseRecord;
  readonly runId: string;
  readonly runs: number;
  readonly signal: AbortSignal;
}

interface Variant {
  readonly id: PodTimes['id'];
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
}

/** Deploys the release as `RestoredWorkload` would, and cold beside it, takes their times and leaves nothing behind. */
export async function rehearseOnCluster(rehearsal: ClusterRehearsal, progress: Progress): Promise<readonly PodTimes[]> {
  const { kubectl, record, runId } = rehearsal;
  const nodes = await fittingNodes(kubectl, record);
  const namespace = new RunNamespace(runId);
  let times: readonly PodTimes[];
  try {
    await namespace.create(kubectl, record.engine.type, record.pod);
    const api = await ClusterApi.open(kubectl, namespace.name);
    try {
      const variants = await tryVariants(rehearsal, namespace.name, progress);
      await requireCpuFlags(kubectl, api, record, nodes, rehearsal.signal);
      await deployCompanions(rehearsal, namespace.name);
      times = await measure(rehearsal, api, variants, progress);
    } finally {
      await api.close();
    }
  } catch (error) {
    await namespace.remove(kubectl).catch((also: unknown) => {
      if (!(also instanceof Failure)) throw also;
      progress.warn(`${also.message}\n  → ${also.remedy}`);
    });
    throw error;
  }
  await namespace.remove(kubectl);
  return times;
}

/** Both workloads, of which the cluster has refused none. */
async function tryVariants(
  { kubectl, record, spec }: ClusterRehearsal,
  namespace: string,
  progress: Progress,
): Promise<readonly Variant[]> {
  const environment = podEnvironment(spec, progress);
  const variants = (['pod-cold', 'pod-image'] as const).map((id): Variant => {
    const cold = id === 'pod-cold';
    const name = cold ? coldName(record.service) : record.service;
    const options = { record, name, namespace, cold, environment, delivery: imageDelivery(), replicas: 1 };
    return { id, name, objects: workloadManifests(options) };
  });
  const credentials: boolean[] = [];
  for (const { objects } of variants) credentials.push(await tryWorkload(kubectl, objects));
  if (!credentials.every(Boolean)) {
    progress.warn(
      `pods in context ${kubectl.context} get no AWS credentials: nothing there gives them a Pod Identity; docs/cli.md says what that means for a service that asks for some`,
    );
  }
  return variants;
}

async function deployCompanions({ kubectl, spec }: ClusterRehearsal, namespace: string): Promise<void> {
  for (const companion of spec.companions) {
    await kubectl.apply(companionObjects(companion, namespace));
    const seconds = PULL_SECONDS + Math.ceil(companion.readiness.timeoutSeconds);
    await companionReady(kubectl, companion.name, namespace, seconds);
  }
}

async function measure(
  { kubectl, record, runs, signal }: ClusterRehearsal,
  api: ClusterApi,
  variants: readonly Variant[],
  progress: Progress,
): Promise<readonly PodTimes[]> {
  const times: PodTimes[] = [];
  for (const { id, name, objects } of variants) {
    progress.start(`measure ${id}, ${runs} pods`);
    const began = performance.now();
    await kubectl.apply(objects);
    const row = await measurePods(api, { id, name, record }, runs, signal);
    progress.succeed(performance.now() - began, `median ${row.startMs.median.toFixed(0)} ms`);
    for (const report of row.starts) progress.note(JSON.stringify(report));
    times.push(row);
  }
  return times;
}
