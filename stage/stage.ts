import type { CaptureSpec } from '../contract';
import { capture } from './capture';
import type { Capture } from './capture';
import type { ContainerEngine, RegistryRepository } from './clients';
import { ENGINE_DRIVERS } from './engines';
import type { EngineDriver } from './engines';
import type { Secret } from './host-secrets';
import { ProcessError } from './process';
import type { ProcessRunner } from './process';
import { Failure } from './report';
import type { Reporter } from './report';
import { removeCandidates, removeCopies, removeResources, Run } from './run';
import type { StateFolder } from './run';
import type { HostImages, StageContext } from './stage-context';

/** What the host of the stage provides: a workstation, or CodeBuild. */
export interface StageHost {
  readonly engine: ContainerEngine;
  readonly runner: ProcessRunner;
  readonly state: StateFolder;
  readonly images: HostImages;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** What must not be in a checkpoint. */
  secrets(): Promise<readonly Secret[]>;
  /** A repository, by host and path as an image reference names it. */
  repository(name: string): RegistryRepository;
  /** The repository of a service whose spec names none. */
  defaultRepository(service: string): string;
}

export interface StageInput {
  readonly spec: CaptureSpec;
  readonly specFolder: string;
  /** Leaves what the run made in the container engine. */
  readonly keep: boolean;
}

/** Runs the stage once and leaves nothing behind, however it ends. */
export async function runStage<T>(
  host: StageHost,
  input: StageInput,
  afterwards: (context: StageContext, capture: Capture) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  const driver = requireDriver(input.spec);
  const name = input.spec.publish.repository ?? host.defaultRepository(input.spec.service);
  await sweep(host);
  const run = Run.begin(host.state, name);
  host.reporter.report({ code: 'run-started', run: run.id, service: input.spec.service });
  const over = new AbortController();
  const signal = AbortSignal.any([host.signal, over.signal]);
  const context: StageContext = {
    ...input,
    ...host,
    run,
    driver,
    signal,
    engine: host.engine.forRun(signal, (pid) => run.adopt(pid)),
    repository: host.repository(name).withSignal(signal),
  };
  let released: string | undefined;
  try {
    const result = await capture(context, (made) => {
      const ms = Math.round(performance.now() - began);
      released = made.record.release;
      host.reporter.report({ code: 'released', release: made.record.release, repository: name, ms });
      return afterwards(context, made);
    });
    await finish(host, run, input.keep);
    return result;
  } catch (error) {
    // What still goes on beside the failure, such as the gate's other copy, must make nothing after the clean-up.
    over.abort();
    await abandon(host, run, input.keep);
    throw host.signal.aborted ? interrupted(released, error) : error;
  }
}

function interrupted(released: string | undefined, cause: unknown): Failure {
  const result = released === undefined ? 'nothing was released' : `${released} is released`;
  return new Failure('interrupted', 'the run was interrupted', `nothing is left running and ${result}; run it again`, {
    cause,
  });
}

function requireDriver(spec: CaptureSpec): EngineDriver {
  const driver = ENGINE_DRIVERS[spec.engine.type];
  if (driver !== undefined) return driver;
  throw new Failure(
    'engine-not-supported',
    `engine '${spec.engine.type}' cannot be run by this version of the stage`,
    `set \`engine.type\` to ${Object.keys(ENGINE_DRIVERS).join(' or ')}`,
  );
}

async function finish(host: StageHost, run: Run, keep: boolean): Promise<void> {
  if (!keep) await removeResources(host.engine, run);
  run.end();
}

/** The first error is what the user must see: one of the clean-up is told beside it, and the next run tries again. */
async function abandon(host: StageHost, run: Run, keep: boolean): Promise<void> {
  try {
    await removeAll(host, run, keep);
  } catch (error) {
    postpone(host, run, error);
  }
}

/** Cleans up after runs whose process is gone. What hinders it, such as a registry that is gone too, hinders no new run. */
async function sweep(host: StageHost): Promise<void> {
  for (const run of Run.abandoned(host.state)) {
    try {
      const removed = await removeAll(host, run);
      host.reporter.report({ code: 'swept', run: run.id, removed });
    } catch (error) {
      if (!(error instanceof Failure) && !(error instanceof ProcessError)) throw error;
      postpone(host, run, error);
    }
  }
}

function postpone(host: StageHost, run: Run, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  host.reporter.report({
    code: 'warning',
    text: `run ${run.id} could not be cleaned up, the next run will try again: ${reason}`,
  });
}

async function removeAll(host: StageHost, run: Run, keep = false): Promise<readonly string[]> {
  const repository = host.repository(run.repository);
  const removed = [
    ...(keep ? [] : await removeResources(host.engine, run)),
    ...(await removeCopies(repository, run)),
    ...(await removeCandidates(repository, run)),
  ];
  run.end();
  return removed;
}
