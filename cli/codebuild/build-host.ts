import { join } from 'node:path';
import type { CaptureSpec } from '../../contract';
import { EcrRegistry } from '../../stage/aws/ecr-registry';
import { ContainerEngine, RegistryRepository } from '../../stage/clients';
import { packagePath } from '../../stage/package-path';
import { ProcessError, ProcessRunner } from '../../stage/process';
import { Failure } from '../../stage/report';
import type { Reporter } from '../../stage/report';
import { StateFolder } from '../../stage/run';
import type { HostImages } from '../../stage/stage-context';
import type { StageHost } from '../../stage/stage';

const TOOLS = 'localhost/eks-crac/tools:1';

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
  const runner = new ProcessRunner({ ...process.env, DOCKER_CONFIG: join(folder, 'docker') });
  const engine = new ContainerEngine('docker', runner);
  const registry = EcrRegistry.of(name);
  if (registry !== undefined) await logIn(runner, registry, signal);
  return {
    engine,
    runner,
    state: new StateFolder(join(folder, 'state')),
    images: await hostImages(engine, requireDebian(spec)),
    reporter,
    signal,
    repository: (repository) =>
      EcrRegistry.of(repository)?.repository(repository) ?? new RegistryRepository(repository),
    defaultRepository: () => name,
  };
}

/** The password goes through standard input: arguments and variables can be read by others. */
async function logIn(runner: ProcessRunner, registry: EcrRegistry, signal: AbortSignal): Promise<void> {
  const argv = ['docker', 'login', '--username', 'AWS', '--password-stdin', registry.host];
  try {
    await runner.run(argv, { input: await registry.password(), signal });
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    throw new Failure(
      'engine-unavailable',
      `docker could not log in to ${registry.host}: ${error.message}`,
      'the build must run in privileged mode, with Docker started; check the project',
      { cause: error },
    );
  }
}

async function hostImages(engine: ContainerEngine, debian: string): Promise<HostImages> {
  const context = packagePath('stage/images');
  const dockerfile = join(context, 'tools.Dockerfile');
  await engine.build({ context, dockerfile, tag: TOOLS, args: { DEBIAN: debian }, labels: {}, target: 'tools' });
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
