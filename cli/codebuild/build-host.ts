import { join } from 'node:path';
import type { CaptureSpec } from '../../contract';
import { EcrRegistry } from '../../stage/aws/ecr-registry';
import { roleSecrets } from '../../stage/aws/role-secrets';
import { ContainerEngine, RegistryRepository } from '../../stage/clients';
import { packagePath } from '../../stage/package-path';
import { ProcessError, ProcessRunner } from '../../stage/process';
import { Failure } from '../../stage/report';
import type { Reporter } from '../../stage/report';
import { StateFolder } from '../../stage/run';
import type { HostImages } from '../../stage/stage-context';
import type { StageHost } from '../../stage/stage';
import { logIn } from './container-login';
import { ownDockerConfig } from './docker-config';
import { interrupted } from './interrupted';

// Not the name of a rehearsal's, which its machine looks after.
const TOOLS = 'localhost/eks-crac/stage-tools:1';

export interface BuildHostOptions {
  readonly spec: CaptureSpec;
  /** A folder of this build alone, which holds the container engine's login while it lasts. */
  readonly folder: string;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** The host of a build in CodeBuild: its own Docker, ECR, and images by digest. */
export async function buildHost({ folder, reporter, signal, spec }: BuildHostOptions): Promise<StageHost> {
  const name = requireRepository(spec);
  const debian = requireDebian(spec);
  const runner = new ProcessRunner({ ...process.env, DOCKER_CONFIG: ownDockerConfig(join(folder, 'docker')) });
  const registry = EcrRegistry.of(name);
  if (registry !== undefined) await logIn(runner, registry, signal);
  return {
    engine: new ContainerEngine('docker', runner),
    runner,
    state: new StateFolder(join(folder, 'state')),
    images: await hostImages(new ContainerEngine('docker', runner, signal), debian),
    reporter,
    secrets: () => roleSecrets(),
    signal,
    // The state is of this build alone, so every repository that is asked for is the spec's.
    repository: (repository) => registry?.repository(repository) ?? new RegistryRepository(repository),
    defaultRepository: () => name,
  };
}

async function hostImages(engine: ContainerEngine, debian: string): Promise<HostImages> {
  const context = packagePath('stage/images');
  const dockerfile = join(context, 'tools.Dockerfile');
  try {
    await engine.build({ context, dockerfile, tag: TOOLS, args: { DEBIAN: debian }, labels: {}, target: 'tools' });
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    if (error.failure.kind === 'aborted') throw interrupted(error);
    throw new Failure(
      'build-failed',
      `the image of small tools could not be built from ${debian}: ${error.message}`,
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
    '`publish.repository` is missing, and a build has no registry of its own',
    'write registry host and repository, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers',
  );
}

function requireDebian({ images }: CaptureSpec): string {
  if (images.debian !== undefined) return images.debian;
  throw new Failure(
    'spec-invalid',
    '`images.debian` is missing, and a build has no base image of its own',
    'write Debian forky by digest, for example public.ecr.aws/docker/library/debian@sha256:…',
  );
}
