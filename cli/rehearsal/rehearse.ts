import { ContainerEngine, RegistryRepository } from '../../stage/clients';
import { coldVariant, imageVariant, measureStarts } from '../../stage/measure';
import type { StartTimes } from '../../stage/measure';
import { StateFolder } from '../../stage/run';
import { runStage } from '../../stage/stage';
import type { StageHost } from '../../stage/stage';
import type { Machine } from '../machine';
import type { Progress } from '../render/progress';
import { StageReporter } from '../render/stage-reporter';
import type { SpecFile } from './read-spec';
import { rehearsalReport } from './report';
import type { RehearsalReport } from './report';

export interface RehearsalOptions {
  readonly runs: number;
  readonly keep: boolean;
  /** What a Dockerfile's BASE_IMAGE is. @default - the JDK image of this machine */
  readonly baseImage?: string | undefined;
  readonly signal: AbortSignal;
}

/** The whole stage on one machine, and then the times of the release that it made. */
export async function rehearse(
  machine: Machine,
  file: SpecFile,
  options: RehearsalOptions,
  progress: Progress,
): Promise<RehearsalReport> {
  const reporter = new StageReporter(progress);
  const host = localHost(machine, options, reporter);
  return runStage(host, { spec: file.spec, specFolder: file.folder, keep: options.keep }, async (context, capture) => {
    const times: StartTimes[] = [];
    for (const variant of [coldVariant(context, capture), imageVariant(context, capture)]) {
      progress.start(`measure ${variant.id}, ${options.runs} starts`);
      const began = performance.now();
      const row = await measureStarts(context, capture, variant, options.runs);
      progress.succeed(performance.now() - began, `median ${row.startMs.median.toFixed(0)} ms`);
      if (row.coldStarts > 0)
        progress.warn(`${row.coldStarts} of ${options.runs} restored starts went cold; their times are in the figures`);
      times.push(row);
    }
    return rehearsalReport(times, reporter.steps, capture.record);
  });
}

/** What stands in for AWS on one machine: a local container engine, a local registry, throw-away credentials. */
function localHost(machine: Machine, options: RehearsalOptions, reporter: StageReporter): StageHost {
  return {
    engine: new ContainerEngine(machine.engine.program, machine.engine.runner),
    runner: machine.engine.runner,
    state: new StateFolder(machine.stateDir),
    images: {
      debian: machine.images.debian,
      tools: machine.images.tools,
      buildArguments: {
        BASE_IMAGE: options.baseImage ?? machine.images.jdk,
        BUILD_IMAGE: machine.images.build,
        DEBIAN: machine.images.debian,
      },
    },
    cpuClass: 'local',
    reporter,
    repository: (name) => new RegistryRepository(name),
    defaultRepository: (service) => `${machine.registry.host}/${service}`,
    signal: options.signal,
  };
}
