import type { CaptureSpec, StepId } from '../contract';
import type { ContainerEngine, RegistryRepository } from './clients';
import type { EngineDriver } from './engines';
import type { Secret } from './host-secrets';
import type { ProcessRunner } from './process';
import type { Reporter } from './report';
import type { Run, StateFolder } from './run';

/** Images that the host of the stage has ready. */
export interface HostImages {
  /** Debian with a package manager: what the runtime layer is built from. */
  readonly debian: string;
  /** A small Debian with busybox: what holds the network namespace and serves the throw-away credentials. */
  readonly tools: string;
  /** Values for build arguments that a Dockerfile may declare, such as BASE_IMAGE. */
  readonly buildArguments: Readonly<Record<string, string>>;
}

/** Everything a step may use. The host, rehearsal or CodeBuild, decides what is behind it. */
export interface StageContext {
  readonly spec: CaptureSpec;
  /** The folder that paths of the spec are relative to. */
  readonly specFolder: string;
  readonly run: Run;
  readonly state: StateFolder;
  readonly engine: ContainerEngine;
  readonly runner: ProcessRunner;
  readonly repository: RegistryRepository;
  readonly images: HostImages;
  readonly driver: EngineDriver;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** What must not be in a checkpoint. */
  secrets(): Promise<readonly Secret[]>;
}

/** Tells of a step's progress. */
export function progressOf(context: StageContext, step: StepId): (text: string) => void {
  return (text) => context.reporter.report({ code: 'step-progress', step, text });
}
