import { ProcessRunner } from '../kit/process';
import { Failure } from '../kit/report/failure';
import { askDocker, askPodman, atLeast } from './runtime-answer';
import type { RuntimeProgram, MachineRuntime } from './machine';

export const WHAT_TO_INSTALL = 'install and start Docker 23 or newer, or Podman 4.3 or newer';

export interface FoundRuntime {
  readonly containerRuntime: MachineRuntime | undefined;
  /** Why no container runtime answers; one reason for each that was asked. */
  readonly why: readonly string[];
}

/** The container runtime that `EKS_CRAC_CONTAINER_RUNTIME` demands; nothing when the choice is left to us. */
export function demandedProgram(env: NodeJS.ProcessEnv): RuntimeProgram | undefined {
  const value = env['EKS_CRAC_CONTAINER_RUNTIME'] ?? '';
  if (value === '' || value === 'docker' || value === 'podman') return value === '' ? undefined : value;
  const text = `\`EKS_CRAC_CONTAINER_RUNTIME\` must be docker or podman, got: ${value}`;
  throw new Failure('usage', text, 'set it to one of these, or unset it to take the container runtime that answers');
}

/** The container runtime that the user runs. */
export async function findUsersRuntime(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<FoundRuntime> {
  const runner = new ProcessRunner(env);
  const demanded = demandedProgram(env);
  const why: string[] = [];
  if (demanded !== 'podman') {
    const docker = await askDocker(runner, signal);
    if (docker.answers) return { containerRuntime: await dockerRuntime(runner, docker.version, signal), why };
    why.push(docker.why);
  }
  if (demanded !== 'docker') {
    const podman = await askPodman(runner, signal);
    if (podman.answers) return { containerRuntime: podmanRuntime(runner, podman.version), why };
    why.push(podman.why);
  }
  return { containerRuntime: undefined, why };
}

async function dockerRuntime(runner: ProcessRunner, version: string, signal?: AbortSignal): Promise<MachineRuntime> {
  if (!atLeast(version, 23, 0)) {
    const text = `the Docker daemon is version ${version}, which does not know the capability CHECKPOINT_RESTORE`;
    throw new Failure(
      'machine-unsuitable',
      text,
      'update it to 23 or newer, or set `EKS_CRAC_CONTAINER_RUNTIME=podman` to use Podman',
    );
  }
  const builder = await builderOf(runner, signal);
  return { program: 'docker', runner: runner.withEnv({ BUILDX_BUILDER: builder }), version, startedHere: false };
}

function podmanRuntime(runner: ProcessRunner, version: string): MachineRuntime {
  if (!atLeast(version, 4, 3)) {
    throw new Failure(
      'machine-unsuitable',
      `Podman is version ${version}, which is too old`,
      'update it to 4.3 or newer, or start Docker 23 or newer',
    );
  }
  return { program: 'podman', runner, version, startedHere: false };
}

/**
 * The builder that is part of the daemon. It sees the daemon's images and leaves its result there; another one that the
 * user may have chosen as default does neither.
 */
async function builderOf(runner: ProcessRunner, signal?: AbortSignal): Promise<string> {
  await runner.run(['docker', 'buildx', 'version'], { signal }).catch((error: unknown) => {
    const text = 'docker has no buildx, which builds the images';
    throw new Failure(
      'machine-unsuitable',
      text,
      'install it: package docker-buildx-plugin, or docker-buildx in Debian',
      { cause: error },
    );
  });
  return (await runner.run(['docker', 'context', 'show'], { signal })).stdout.trim();
}
