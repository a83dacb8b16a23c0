import { credentialsOf } from '../credentials';
import { join } from 'node:path';
import type { CaptureSpec } from '../../contract';
import { EcrRegistry } from '../../releases/registry/ecr-registry';
import { roleSecrets } from './role-secrets';
import { ContainerRuntime } from '../containers';
import { RegistryRepository } from '../../releases/registry/registry';
import { ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import type { Reporter } from '../../kit/report/reporter';
import { StateFolder } from '../run/state-folder';
import type { StagePlatform } from '../context/platform';
import { logIn } from './container-login';
import { ownDockerConfig } from './docker-config';
import { toolsImage } from './tools-image';
import { runtimeArchive } from '../runtime/runtime-archive';

const HOST_ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'amd64';

export interface BuildPlatformOptions {
  readonly spec: CaptureSpec;
  /** A folder of this build only; holds the container runtime's login while the build runs. */
  readonly folder: string;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** The machine image of the capture host. @default - CodeBuild's own */
  readonly machineImage?: string | undefined;
  /** @default - the archive of the installed runtime layer */
  readonly archive?: typeof runtimeArchive;
}

/** Returns the platform of a CodeBuild build: its own Docker, ECR, and images by digest. */
export async function codeBuildPlatform({
  folder,
  reporter,
  signal,
  spec,
  machineImage,
  archive = runtimeArchive,
}: BuildPlatformOptions): Promise<StagePlatform> {
  const name = requireRepository(spec);
  const runner = new ProcessRunner({ ...process.env, DOCKER_CONFIG: ownDockerConfig(join(folder, 'docker')) });
  const tools = await archive({ archive: 'tools', architecture: HOST_ARCHITECTURE, runner, signal });
  const registry = EcrRegistry.of(name);
  if (registry !== undefined) await logIn(runner, registry, signal);
  return {
    containers: new ContainerRuntime('docker', runner),
    runner,
    state: new StateFolder(join(folder, 'state')),
    images: {
      tools: await toolsImage(new ContainerRuntime('docker', runner, signal), tools, folder, signal),
      buildArguments: {},
    },
    reporter,
    keepsFailures: false,
    credentials: credentialsOf,
    secrets: () => roleSecrets(),
    signal,
    ...codeBuild(process.env, machineImage),
    // The state belongs to this build alone, so the repository is always the spec's.
    repository: (repository) => registry?.repository(repository) ?? new RegistryRepository(repository),
    defaultRepository: () => name,
  };
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html */
function codeBuild(env: NodeJS.ProcessEnv, machineImage: string | undefined): Pick<StagePlatform, 'build'> {
  const { CODEBUILD_BUILD_ID: id, CODEBUILD_RESOLVED_SOURCE_VERSION: revision = '' } = env;
  if (id === undefined) return {};
  return {
    build: {
      id,
      ...(revision === '' ? {} : { revision }),
      ...(machineImage === undefined ? {} : { machineImage }),
    },
  };
}

function requireRepository({ publish }: CaptureSpec): string {
  if (publish.repository !== undefined) return publish.repository;
  throw new Failure(
    'spec-invalid',
    '`publish.repository` is missing, and a build has no local registry',
    'write registry host and repository, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers',
  );
}
