import { credentialsOf } from '../credentials';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_PACKAGE_FILES } from '../../contract';
import type { CaptureSpec } from '../../contract';
import { EcrRegistry } from '../registry/ecr-registry';
import { roleSecrets } from './role-secrets';
import { ContainerRuntime } from '../containers';
import { RegistryRepository } from '../registry/registry';
import { ProcessError, ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import type { Reporter } from '../../kit/report/reporter';
import { StateFolder } from '../run/state-folder';
import type { StagePlatform } from '../context/platform';
import { logIn } from './container-login';
import { ownDockerConfig } from './docker-config';
import { interrupted } from './interrupted';
import { placeArchive, runtimeArchive } from '../runtime/runtime-archive';

// Differs from the name in local runs, whose image is managed by their machine.
const TOOLS = 'localhost/eks-crac/stage-tools:1';

const HOST_ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'amd64';

export interface BuildPlatformOptions {
  readonly spec: CaptureSpec;
  /** A folder of this build only; holds the container runtime's login while the build runs. */
  readonly folder: string;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** @default - the archive of the installed runtime layer */
  readonly archive?: typeof runtimeArchive;
}

/** Returns the platform of a CodeBuild build: its own Docker, ECR, and images by digest. */
export async function codeBuildPlatform({
  folder,
  reporter,
  signal,
  spec,
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
    credentials: credentialsOf,
    secrets: () => roleSecrets(),
    signal,
    // The state belongs to this build alone, so the repository is always the spec's.
    repository: (repository) => registry?.repository(repository) ?? new RegistryRepository(repository),
    defaultRepository: () => name,
  };
}

/** An image of nothing but the tools that the runtime package of this machine's architecture has. */
async function toolsImage(
  containers: ContainerRuntime,
  archive: string,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const context = join(folder, 'tools');
  const dockerfile = join(context, 'Dockerfile');
  mkdirSync(context, { recursive: true });
  await placeArchive(archive, join(context, RUNTIME_PACKAGE_FILES.tools));
  writeFileSync(dockerfile, `FROM scratch\nADD ${RUNTIME_PACKAGE_FILES.tools} /\n`);
  try {
    await containers.build({ context, dockerfile, tag: TOOLS, args: {}, labels: {} });
  } catch (error) {
    if (signal.aborted) throw interrupted(error);
    if (!(error instanceof ProcessError)) throw error;
    throw new Failure(
      'build-failed',
      `the tools image could not be built: ${error.message}`,
      'check that the build has Docker with buildx and room on its disk',
      { cause: error },
    );
  }
  return TOOLS;
}

function requireRepository({ publish }: CaptureSpec): string {
  if (publish.repository !== undefined) return publish.repository;
  throw new Failure(
    'spec-invalid',
    '`publish.repository` is missing, and a build has no local registry',
    'write registry host and repository, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers',
  );
}
