import type { CaptureSpec } from '../contract';
import { ENGINE_DRIVERS } from './engines';
import { ProcessError } from '../kit/process';
import { Failure } from '../kit/report/failure';
import { GivenCredentials } from './credentials';
import { removePublished, removeResources } from './cleanup';
import { keepFailure } from './kept/keep-failure';
import type { FailedRun } from './kept/keep-failure';
import { StepWatch } from './kept/step-watch';
import { understood } from './kept/understood';
import { Run } from './run/run';
import type { StagePlatform } from './context/platform';
import type { StageContext } from './context/stage-context';

export interface StageInput {
  readonly spec: CaptureSpec;
  readonly specFolder: string;
  /** Keeps what the run created in the container runtime. */
  readonly keep: boolean;
}

/** What a run does. */
export interface RunWork<T> {
  readonly run: (context: StageContext) => Promise<T>;
  /** What an interruption leaves behind, for example `v7 is released`. */
  readonly outcome: () => string;
}

/** Begins a run, does its work, and cleans up, whatever the outcome. */
export async function withRun<T>(platform: StagePlatform, input: StageInput, work: RunWork<T>): Promise<T> {
  const engine = ENGINE_DRIVERS[input.spec.engine.type];
  const name = input.spec.publish.repository ?? platform.defaultRepository(input.spec.service);
  await sweep(platform);
  const run = Run.begin(platform.state, name);
  platform.reporter.report({ code: 'run-started', run: run.id, service: input.spec.service });
  const watch = new StepWatch(platform.reporter);
  const given = new GivenCredentials();
  const over = new AbortController();
  const signal = AbortSignal.any([platform.signal, over.signal]);
  const context: StageContext = {
    ...input,
    ...platform,
    run,
    engine,
    reporter: watch,
    signal,
    containers: platform.containers.forRun(signal, (pid) => run.adopt(pid)),
    repository: platform.repository(name).withSignal(signal),
    credentials: given.from(platform.credentials(input.spec, run.id)),
  };
  try {
    const result = await work.run(context);
    await finish(platform, run, input.keep);
    return result;
  } catch (thrown) {
    const error = understood(thrown);
    // Work still in progress after a failure, such as the gate's other copy, must not create anything after the
    // clean-up.
    over.abort();
    await keepAndAbandon(platform, { run, spec: input.spec, step: watch.step, given }, input.keep, error);
    throw platform.signal.aborted ? interrupted(work.outcome(), error) : error;
  }
}

/** Whatever happens to its logs, a failed run is cleaned up. */
async function keepAndAbandon(
  platform: StagePlatform,
  failed: FailedRun,
  keep: boolean,
  error: unknown,
): Promise<void> {
  try {
    if (platform.keepsFailures && !platform.signal.aborted) await keepFailure(platform, failed, error);
  } finally {
    await abandon(platform, failed.run, keep);
  }
}

function interrupted(result: string, cause: unknown): Failure {
  return new Failure('interrupted', 'the run was interrupted', `nothing is left running and ${result}; run it again`, {
    cause,
  });
}

async function finish(platform: StagePlatform, run: Run, keep: boolean): Promise<void> {
  if (!keep) await removeResources(platform.containers, run);
  run.end();
}

/**
 * Cleans up after a failed run. The first error is the one shown to the user; a clean-up error is reported as a
 * warning, and the next run tries again.
 */
async function abandon(platform: StagePlatform, run: Run, keep: boolean): Promise<void> {
  try {
    await removeAll(platform, run, keep);
  } catch (error) {
    postpone(platform, run, error);
  }
}

/**
 * Cleans up after runs whose process is gone. A problem here, such as a registry that is gone too, does not stop a new
 * run.
 */
async function sweep(platform: StagePlatform): Promise<void> {
  for (const run of Run.abandoned(platform.state)) {
    try {
      const removed = await removeAll(platform, run);
      platform.reporter.report({ code: 'swept', run: run.id, removed });
    } catch (error) {
      if (!isPostponed(error)) throw error;
      postpone(platform, run, error);
    }
  }
}

function isPostponed(error: unknown): boolean {
  return error instanceof Failure || error instanceof ProcessError;
}

function postpone(platform: StagePlatform, run: Run, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  platform.reporter.report({
    code: 'warning',
    text: `run ${run.id} could not be cleaned up, the next run will try again: ${reason}`,
  });
}

async function removeAll(platform: StagePlatform, run: Run, keep = false): Promise<readonly string[]> {
  const repository = platform.repository(run.repository);
  const removed = [
    ...(keep ? [] : await removeResources(platform.containers, run)),
    ...(await removePublished(repository, run, platform.buckets)),
  ];
  run.end();
  return removed;
}
