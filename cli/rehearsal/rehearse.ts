import { coldVariant, imageVariant, measureStarts } from './measure';
import type { StartTimes } from './measure';
import { runStage } from '../../stage/stage';
import { rehearseOnCluster } from './cluster';
import type { Kubectl } from './cluster';
import type { Machine } from '../../machine';
import type { Progress } from '../render/progress';
import { StageReporter } from '../render/stage-reporter';
import { localPlatform } from './local-platform';
import type { SpecFile } from './read-spec';
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
}

/** Runs the whole stage on one machine, then measures the release. */
export async function rehearse(
  machine: Machine,
  file: SpecFile,
  options: RehearsalOptions,
  progress: Progress,
): Promise<RehearsalReport> {
  const reporter = new StageReporter(progress);
  const host = localPlatform(machine, options, reporter);
  return runStage(host, { spec: file.spec, specFolder: file.folder, keep: options.keep }, async (context, capture) => {
    const times: StartTimes[] = [];
    for (const variant of [coldVariant(context, capture), imageVariant(context, capture)]) {
      progress.start(`measure ${variant.id}, ${options.runs} starts`);
      const began = performance.now();
      const row = await measureStarts(context, capture, variant, options.runs);
      progress.succeed(performance.now() - began, `median ${row.startMs.median.toFixed(0)} ms`);
      if (row.coldStarts > 0) {
        progress.warn(
          `${row.coldStarts} of ${options.runs} restored starts went cold; their times are included in the figures`,
        );
      }
      times.push(row);
    }
    const { cluster: kubectl, runs } = options;
    const pods = kubectl === undefined ? [] : await rehearseOnCluster({ kubectl, context, capture, runs }, progress);
    return rehearsalReport(times, pods, reporter.steps, capture.record);
  });
}
