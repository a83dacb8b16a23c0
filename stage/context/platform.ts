import type { CaptureSpec } from '../../contract';
import type { ProcessRunner } from '../../kit/process';
import type { Reporter } from '../../kit/report/reporter';
import type { ContainerRuntime } from '../containers';
import type { CredentialSource } from '../credentials';
import type { RegistryRepository } from '../registry/registry';
import type { StateFolder } from '../run/state-folder';
import type { Secret } from './host-secrets';

/** Images that the platform has ready. */
export interface PlatformImages {
  /** Debian with a package manager: what the runtime layer is built from. */
  readonly debian: string;
  /** A small Debian with busybox: what holds the network namespace and serves the throw-away credentials. */
  readonly tools: string;
  /** Values for build arguments that a Dockerfile may declare, such as BASE_IMAGE. */
  readonly buildArguments: Readonly<Record<string, string>>;
}

/** What the stage runs on: a workstation, or CodeBuild. */
export interface StagePlatform {
  readonly containers: ContainerRuntime;
  readonly runner: ProcessRunner;
  readonly state: StateFolder;
  readonly images: PlatformImages;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** What must not be in a checkpoint. */
  secrets(): Promise<readonly Secret[]>;
  /** Where the service's AWS credentials come from during a run. */
  credentials(spec: CaptureSpec, run: string): CredentialSource;
  /** A repository, by registry host and path as an image reference names it. */
  repository(name: string): RegistryRepository;
  /** The repository of a service whose spec names none. */
  defaultRepository(service: string): string;
}
