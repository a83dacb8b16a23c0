import { credentialsOf } from '../credentials';
import { join } from 'node:path';
import type { CaptureSpec } from '../../contract';
import { EcrRegistry } from '../registry/ecr-registry';
import { roleSecrets } from './role-secrets';
import { ContainerRuntime } from '../containers';
import { RegistryRepository } from '../registry/registry';
import { packagePath } from '../../kit/package-path';
import { ProcessError, ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import type { Reporter } from '../../kit/report/reporter';
import { StateFolder } from '../run/state-folder';
import type { PlatformImages } from '../context/platform';
import type { StagePlatform } from '../context/platform';
import { logIn } from './container-login';
import { ownDockerConfig } from './docker-config';
import { interrupted } from './interrupted';

// Differs from the name in local runs, whose image is managed by their machine.
const TOOLS = 'localhost/eks-crac/stage-tools:1';

export interface BuildPlatformOptions {
  readonly spec: CaptureSpec;
  /** A folder of this build only; holds the container runtime's login while the build runs. */
  readonly folder: string;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** Returns the platform of a CodeBuild build: its own Docker, ECR, and images by digest. */
export async function codeBuildPlatform({
  folder,
  reporter,
  signal,
  spec,
}: BuildPlatformOptions): Promise<StagePlatform> {
  const name = requireRepository(spec);
  const debian = requireDebian(spec);
  const runner = new ProcessRunner({ ...process.env, DOCKER_CONFIG: ownDockerConfig(join(folder, 'docker')) });
  const registry = EcrRegistry.of(name);
  if (registry !== undefined) await logIn(runner, registry, signal);
  return {
    containers: new ContainerRuntime('docker', runner),
    runner,
    state: new StateFolder(join(folder, 'state')),
    images: await platformImages(new ContainerRuntime('docker', runner, signal), debian),
    reporter,
    credentials: credentialsOf,
    secrets: () => roleSecrets(),
    signal,
    // The state belongs to this build alone, so the repository is always the spec's.
    repository: (repository) => registry?.repository(repository) ?? new RegistryRepository(repository),
    defaultRepository: () => name,
  };
}

async function platformImages(containers: ContainerRuntime, debian: string): Promise<PlatformImages> {
  const context = packagePath('stage/sandbox');
  const dockerfile = join(context, 'tools.Dockerfile');
  try {
    await containers.build({ context, dockerfile, tag: TOOLS, args: { DEBIAN: debian }, labels: {}, target: 'tools' });
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    if (error.failure.kind === 'aborted') throw interrupted(error);
    throw new Failure(
      'build-failed',
      `the tools image could not be built from ${debian}: ${error.message}`,
      'check `images.debian`, and that the build reaches its registry and the package mirror of Debian',
      { cause: error },
    );
  }
  return { debian, tools: TOOLS, buildArguments: {} };
}

function requireRepository({ publish }: CaptureSpec): string {
  if (publish.repository !== undefined) return publish.repository;
  throw new Failure(
    'spec-invalid',
    '`publish.repository` is missing, and a build has no local registry',
    'write registry host and repository, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers',
  );
}

function requireDebian({ images }: CaptureSpec): string {
  if (images.debian !== undefined) return images.debian;
  throw new Failure(
    'spec-invalid',
    '`images.debian` is missing, and a build has no default base image',
    'write Debian forky by digest, for example public.ecr.aws/docker/library/debian@sha256:…',
  );
}
