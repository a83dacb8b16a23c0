import type { Deployment } from 'kubernetes-types/apps/v1';
import { findPodStart } from '../cli/rehearsal/cluster';
import type { ClusterApi, Kubectl, PodState } from '../cli/rehearsal/cluster';
import { recordedProbe } from '../contract';
import type { ReleaseRecord } from '../contract';
import { imageDelivery, workloadManifests } from '../manifests';
import type { KubernetesObject } from '../manifests';
import { median } from '../cli/rehearsal/measure';
import { waitUntil } from '../kit/wait';
import type { Observation } from '../kit/wait';
import { podCpuSeconds } from './pod-cpu';
import { underLoad } from './steady-load';
import type { LoadFigures } from './steady-load';

const LOOK = { timeoutMs: 300_000, intervalMs: 50 };
const RETRY = { timeoutMs: 120_000, intervalMs: 10 };
const SERVICE_PORT = 80;

export interface ScaleOutOptions {
  readonly api: ClusterApi;
  readonly kubectl: Kubectl;
  readonly namespace: string;
  readonly record: ReleaseRecord;
  readonly environment: Readonly<Record<string, string>>;
  readonly cold: boolean;
  readonly replicas: number;
  readonly signal: AbortSignal;
}

export interface ScaleOut {
  /** From the change of scale until every pod is Ready. */
  readonly readyMs: number;
  /** CPU time used by the new pods until then. */
  readonly cpuSeconds: number;
  readonly load: LoadFigures;
  /** Median over the new pods: from creation until the container started. */
  readonly podOverheadMs: number;
}

/** The pods of a release of one kind, cold or restored. */
export class Scaling {
  private readonly name: string;

  private constructor(private readonly options: ScaleOutOptions) {
    this.name = options.cold ? `${options.record.service}-cold` : options.record.service;
  }

  /** Deploys one pod and waits until it is Ready; the image has then been pulled. */
  public static async begin(options: ScaleOutOptions): Promise<Scaling> {
    const { cold, environment, kubectl, namespace, record } = options;
    const scaling = new Scaling(options);
    const workload = { record, name: scaling.name, namespace, cold, delivery: imageDelivery(), replicas: 1 };
    await kubectl.apply(workloadManifests({ ...workload, environment }).map(crowded));
    await scaling.ready(1);
    return scaling;
  }

  /** Scales from one pod to many while the first one serves. */
  public async out(): Promise<ScaleOut> {
    const { api, replicas } = this.options;
    const old = new Set((await this.pods()).map(({ metadata }) => metadata.uid));
    const seen = new Map<string, number>();
    const { load, result } = await underLoad(this.ask, async () => {
      const began = performance.now();
      await api.scale(this.name, replicas);
      await this.ready(replicas, seen);
      const readyMs = Math.round(performance.now() - began);
      const fresh = (await this.pods()).map(({ metadata }) => metadata.uid).filter((uid) => !old.has(uid));
      return { readyMs, cpuSeconds: Math.round(podCpuSeconds(new Set(fresh)) * 100) / 100 };
    });
    const podOverheadMs = await this.overhead(old, seen);
    await this.to(1);
    return { ...result, load, podOverheadMs };
  }

  /** Scales from zero to one; a request waits until a pod answers it. */
  public async fromZero(): Promise<number> {
    await this.to(0);
    const began = performance.now();
    await this.options.api.scale(this.name, 1);
    await this.until(RETRY, async () => ((await this.ask()) ? { found: true } : { seen: 'no pod answers' }));
    return Math.round(performance.now() - began);
  }

  public async end(): Promise<void> {
    await this.to(0);
  }

  private readonly ask = async (): Promise<boolean> => {
    const probe = recordedProbe(this.options.record.pod.readiness);
    if (probe.kind !== 'http') throw new TypeError(`a service that is ready by \`${probe.kind}\` cannot be asked here`);
    const { path, status } = probe;
    return (await this.options.api.serviceStatus(this.name, SERVICE_PORT, path)) === status;
  };

  private async to(replicas: number): Promise<void> {
    await this.options.api.scale(this.name, replicas);
    await this.until(LOOK, async () => {
      const { length } = await this.options.api.pods(this.name);
      return length === replicas ? { found: true } : { seen: `${length} pods` };
    });
    await this.ready(replicas);
  }

  private async ready(replicas: number, seen = new Map<string, number>()): Promise<void> {
    await this.until(LOOK, async () => {
      const pods = await this.pods();
      for (const { metadata } of pods) if (!seen.has(metadata.uid)) seen.set(metadata.uid, Date.now());
      const ready = pods.filter(isReady).length;
      return ready === replicas ? { found: true } : { seen: `${ready} pods of ${replicas} are ready` };
    });
  }

  private async overhead(old: ReadonlySet<string>, seen: ReadonlyMap<string, number>): Promise<number> {
    const all: number[] = [];
    for (const { metadata } of await this.pods()) {
      if (old.has(metadata.uid)) continue;
      const start = findPodStart(await this.options.api.log(metadata.name));
      if (start === undefined) throw new Error(`pod ${metadata.name} has not said how it started`);
      const { mode, reason } = start.report;
      if ((mode === 'cold') !== this.options.cold) throw new Error(`pod ${metadata.name} started ${mode}: ${reason}`);
      all.push(start.startedAt - (seen.get(metadata.uid) ?? Number.NaN));
    }
    return Math.round(median(all));
  }

  private async pods(): Promise<readonly PodState[]> {
    return (await this.options.api.pods(this.name)).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  private until(how: typeof LOOK, probe: () => Promise<Observation<boolean>>): Promise<boolean> {
    return waitUntil({ ...how, signal: this.options.signal }, probe);
  }
}

function isReady({ status }: PodState): boolean {
  return status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
}

/** Lowers the requests, but not the limits, so that all pods fit on one small node. */
function crowded(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Deployment') return object;
  const deployment = structuredClone(object) as Deployment & KubernetesObject;
  for (const { resources } of deployment.spec?.template.spec?.containers ?? []) {
    Object.assign(resources?.requests ?? {}, { cpu: '50m', memory: '256Mi' });
  }
  return deployment;
}
