import { Failure } from '../kit/report/failure';
import { ensureBaseImage, ensureJdkImages, ensureToolsImage, IMAGES } from './images';
import type { ImageMaker } from './images';
import { thisHost } from './host';
import type { Host } from './host';
import { invocation, withYes } from './invocation';
import { withLock } from './lock';
import type { LockOptions } from './lock';
import type { Machine, MachineOptions } from './machine';
import { OwnDocker } from './own-docker/own-docker';
import { declined, notAgreed, planRuntime } from './plan';
import type { Confirm } from './plan';
import type { MachineProgress } from './progress';
import { ensureRegistry, registryPort, validatePort } from './registry';
import { machineFolders } from './machine-folders';
import type { MachineFolders } from './machine-folders';
import { demandedProgram, findUsersRuntime } from './users-docker';
import type { FoundRuntime } from './users-docker';

/** A first set-up takes minutes; whoever holds the lock longer is stuck. */
export const LOCK_MS = 900_000;

/**
 * Brings up what a rehearsal needs and is not there yet: a container runtime, its base images and a registry. Asks
 * before it changes the machine. What it started stays up for the next run.
 */
export async function ensureMachine(
  options: MachineOptions,
  progress: MachineProgress,
  confirm: Confirm,
): Promise<Machine> {
  try {
    return await bringUp(options, progress, confirm);
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    throw new Failure(
      'interrupted',
      'interrupted while this machine was set up',
      'run the command again; what is done already is kept',
      { cause: error },
    );
  }
}

async function bringUp(options: MachineOptions, progress: MachineProgress, confirm: Confirm): Promise<Machine> {
  const host = options.host ?? thisHost(process.env);
  const folder = machineFolders(host.env);
  const own = new OwnDocker(host, folder, options.signal);
  const port = registryPort(host.env);
  const { containerRuntime, why } = await answering(host, own, options.signal);
  if (containerRuntime === undefined) {
    await validatePort(port);
    await agree({ host, folder, own, options, confirm, why });
  }
  return withLock(folder.lock, { timeoutMs: LOCK_MS, signal: options.signal, ...waiting(progress) }, async () => {
    // Whoever held the lock may have set up the container runtime meanwhile.
    const found = await answering(host, own, options.signal);
    return furnish({
      containerRuntime: found.containerRuntime ?? (await own.setUp(progress)),
      host,
      folder,
      progress,
      signal: options.signal,
    });
  });
}

/** The container runtime to use: the user's, else ours when it runs. */
export async function answering(host: Host, own: OwnDocker, signal?: AbortSignal): Promise<FoundRuntime> {
  const mine = host.env['DOCKER_HOST'] === own.daemon.socket ? await own.running() : undefined;
  if (mine !== undefined) return { containerRuntime: mine, why: [] };
  const users = await findUsersRuntime(host.env, signal);
  if (users.containerRuntime?.program === 'docker' || demandedProgram(host.env) === 'podman') return users;
  // Podman answers wherever it is installed; once ours was agreed to and runs, the releases are there.
  return { containerRuntime: (await own.running()) ?? users.containerRuntime, why: users.why };
}

interface Agreement {
  readonly host: Host;
  readonly folder: MachineFolders;
  readonly own: OwnDocker;
  readonly options: MachineOptions;
  readonly confirm: Confirm;
  readonly why: readonly string[];
}

async function agree({ confirm, folder, host, options, own, why }: Agreement): Promise<void> {
  if (demandedProgram(host.env) === 'podman') {
    const remedy = 'make `podman info` succeed, or unset `EKS_CRAC_CONTAINER_RUNTIME` to use Docker';
    throw new Failure('container-runtime-unavailable', `podman does not answer: ${why.join('; ')}`, remedy);
  }
  await own.validatePossible(why);
  if (options.yes) return;
  const plan = planRuntime({
    folder,
    unpacked: await own.programs.areUnpacked(),
    bridge: own.bridge,
    registryHost: `localhost:${registryPort(host.env)}`,
  });
  const repeat = invocation(host.env, withYes(options.command));
  if (!options.interactive) throw notAgreed(plan, repeat);
  if (!(await confirm(plan))) throw declined(repeat);
}

/** Reports a wait for another process as a step of its own. */
function waiting(progress: MachineProgress): Pick<LockOptions, 'onWait' | 'onWaited'> {
  return {
    onWait: ({ pid }) =>
      progress({ kind: 'started', step: 'wait', title: `wait for process ${pid}, which is setting up this machine` }),
    onWaited: (ms) => progress({ kind: 'ended', step: 'wait', ms }),
  };
}

async function furnish(maker: ImageMaker): Promise<Machine> {
  const { containerRuntime, folder, host, progress, signal } = maker;
  await ensureBaseImage(maker);
  await ensureToolsImage(maker);
  const registry = await ensureRegistry(containerRuntime, host.env, progress, signal);
  await ensureJdkImages(maker);
  return { containerRuntime, registry, images: IMAGES, stateDir: folder.root };
}
