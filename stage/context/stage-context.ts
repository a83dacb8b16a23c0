import type { CaptureSpec, StepId } from '../../contract';
import type { ContainerRuntime } from '../containers';
import type { RegistryRepository } from '../../releases/registry/registry';
import type { CredentialSource } from '../credentials';
import type { EngineDriver } from '../engines';
import type { Secret } from '../secrets/known-secret';
import type { PlatformBuild, PlatformImages } from './platform';
import type { ProcessRunner } from '../../kit/process';
import type { Reporter } from '../../kit/report/reporter';
import type { Run } from '../run/run';
import type { BucketAccess } from '../stores/s3-target';
import type { StateFolder } from '../run/state-folder';

/** Everything a step may use. The platform provides the implementations. */
export interface StageContext {
  readonly spec: CaptureSpec;
  /** The folder to which paths in the spec are relative. */
  readonly specFolder: string;
  /** Whether what the run makes stays on this machine for the user to look at. */
  readonly keep: boolean;
  readonly run: Run;
  readonly state: StateFolder;
  readonly containers: ContainerRuntime;
  readonly runner: ProcessRunner;
  readonly repository: RegistryRepository;
  readonly images: PlatformImages;
  readonly engine: EngineDriver;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** @default - a rehearsal */
  readonly build?: PlatformBuild;
  /** Source of the service's AWS credentials; one session per sandbox. */
  readonly credentials: CredentialSource;
  /** How buckets are reached. @default - as the AWS SDK finds out */
  readonly buckets?: BucketAccess;
  /** Secrets that must not appear in a checkpoint. */
  secrets(): Promise<readonly Secret[]>;
}

/** Returns a function that reports progress of a step. */
export function progressOf(context: StageContext, step: StepId): (text: string) => void {
  return (text) => context.reporter.report({ code: 'step-progress', step, text });
}
