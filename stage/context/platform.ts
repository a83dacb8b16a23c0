import type { CaptureSpec } from '../../contract';
import type { ProcessRunner } from '../../kit/process';
import type { Reporter } from '../../kit/report/reporter';
import type { ContainerRuntime } from '../containers';
import type { CredentialSource } from '../credentials';
import type { RegistryRepository } from '../../releases/registry/registry';
import type { StateFolder } from '../run/state-folder';
import type { BucketAccess } from '../stores/s3-target';
import type { Secret } from '../secrets/known-secret';

/** Images provided by the platform. */
export interface PlatformImages {
  /** Busybox, Bash and programs for networks: holds the network namespace and serves the throw-away credentials. */
  readonly tools: string;
  /** Values for build arguments that a Dockerfile may declare, such as BASE_IMAGE. */
  readonly buildArguments: Readonly<Record<string, string>>;
}

/** A build of CodeBuild. */
export interface PlatformBuild {
  readonly id: string;
  /** The commit that was fetched. @default - CodeBuild does not say it */
  readonly revision?: string;
  /** The machine image of its host. @default - CodeBuild's own */
  readonly machineImage?: string;
}

/** What the stage runs on: a workstation or CodeBuild. */
export interface StagePlatform {
  readonly containers: ContainerRuntime;
  readonly runner: ProcessRunner;
  readonly state: StateFolder;
  readonly images: PlatformImages;
  readonly reporter: Reporter;
  /** Whether logs of a failed run are kept in the state folder; a build's is gone when it ends. */
  readonly keepsFailures: boolean;
  readonly signal: AbortSignal;
  /** @default - a rehearsal */
  readonly build?: PlatformBuild;
  /** @default - as the AWS SDK finds them */
  readonly buckets?: BucketAccess;
  /** Secrets that must not appear in a checkpoint. */
  secrets(): Promise<readonly Secret[]>;
  /** Where the service's AWS credentials come from during a run. */
  credentials(spec: CaptureSpec, run: string): CredentialSource;
  /** Returns a repository by registry host and path, as in an image reference. */
  repository(name: string): RegistryRepository;
  /** The repository of a service whose spec names none. */
  defaultRepository(service: string): string;
}
