import { coldVariant, imageVariant, measureStarts } from './measure';
import type { StartTimes } from './measure';
import { runStage } from '../../stage/stage';
import type { Capture } from '../../stage/capture';
import { StateFolder } from '../../stage/run/state-folder';
import type { StageContext } from '../../stage/context/stage-context';
import { nodeAddresses, rehearseOnCluster } from './cluster';
import type { ClusterRehearsal, Kubectl, PodTimes } from './cluster';
import type { Machine } from '../../machine';
import type { Progress } from '../render/progress';
import { StageReporter } from '../render/stage-reporter';
import { localPlatform } from './local-platform';
import type { SpecFile } from './read-spec';
import { compareStores, podStores, StandIns, storeBench } from './stores';
import type { ComparedStores, StoreBench } from './stores';
import { rehearsalReport } from './report';
import type { RehearsalReport } from './report';

export interface RehearsalOptions {
  readonly runs: number;
  readonly keep: boolean;
  readonly signal: AbortSignal;
  /**
   * A cluster on which the release is deployed and measured as well.
   * @default - none
   */
  readonly cluster?: Kubectl | undefined;
  /**
   * Stores that are compared, by stand-ins on this machine; they replace those of the spec.
   * @default - none
   */
  readonly stores?: ComparedStores | undefined;
}

/** Runs the whole stage on one machine, then measures the release. */
export async function rehearse(
  machine: Machine,
  file: SpecFile,
  options: RehearsalOptions,
  progress: Progress,
): Promise<RehearsalReport> {
  if (options.stores === undefined) return rehearseWith(machine, file, options, progress);
  const standIns = await StandIns.open(options.stores, new StateFolder(machine.stateDir));
  try {
    const spec = await standIns.publishing(file.spec);
    return await rehearseWith(machine, { ...file, spec }, options, progress, standIns);
  } finally {
    await standIns.close();
  }
}

async function rehearseWith(
  machine: Machine,
  file: SpecFile,
  options: RehearsalOptions,
  progress: Progress,
  standIns?: StandIns,
): Promise<RehearsalReport> {
  const reporter = new StageReporter(progress);
  const host = { ...localPlatform(machine, options, reporter), ...(standIns && { buckets: standIns.buckets }) };
  return runStage(host, { spec: file.spec, specFolder: file.folder, keep: options.keep }, async (context, capture) => {
    const { cluster: kubectl, runs } = options;
    const times = await measureBoth(context, capture, runs, progress);
    const bench = standIns && (await storeBench(context, capture, standIns));
    const stores = bench && (await compareStores(bench, runs, progress));
    const pods = kubectl === undefined ? [] : await measurePods({ kubectl, context, capture, runs }, progress, bench);
    return rehearsalReport(times, pods, reporter.steps, capture.record, stores);
  });
}

async function measurePods(
  rehearsal: ClusterRehearsal,
  progress: Progress,
  bench: StoreBench | undefined,
): Promise<readonly PodTimes[]> {
  if (bench === undefined) return rehearseOnCluster(rehearsal, progress);
  const stores = await podStores(bench, await nodeAddresses(rehearsal.kubectl));
  const missing = bench.standIns.ids.filter((id) => stores[id] === undefined);
  if (missing.length > 0) {
    progress.warn(
      `pods are not measured from ${missing.join(', ')}: the nodes are not on this machine, where the stand-ins are`,
    );
  }
  return rehearseOnCluster({ ...rehearsal, stores }, progress);
}

async function measureBoth(
  context: StageContext,
  capture: Capture,
  runs: number,
  progress: Progress,
): Promise<readonly StartTimes[]> {
  const times: StartTimes[] = [];
  for (const variant of [coldVariant(context, capture), imageVariant(context, capture)]) {
    progress.start(`measure ${variant.id}, ${runs} starts`);
    const began = performance.now();
    const row = await measureStarts(context, capture, variant, runs);
    progress.succeed(performance.now() - began, `median ${row.startMs.median.toFixed(0)} ms`);
    if (row.coldStarts > 0) {
      progress.warn(`${row.coldStarts} of ${runs} restored starts went cold; their times are included in the figures`);
    }
    times.push(row);
  }
  return times;
}
