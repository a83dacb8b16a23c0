import { rm } from 'node:fs/promises';
import { ProcessRunner } from '../kit/process';
import { diskUsage } from './disk-usage';
import { LOCK_MS } from './ensure-machine';
import { thisHost } from './host';
import { IMAGES } from './images';
import { invocation } from './invocation';
import { withLock } from './lock';
import { containersOf } from './machine';
import type { MachineRuntime } from './machine';
import { unmountBelow } from './own-docker/mounts';
import { OwnDocker } from './own-docker/own-docker';
import { REGISTRY_CONTAINER, REGISTRY_VOLUME } from './registry';
import { machineFolders } from './machine-folders';
import { findUsersRuntime } from './users-docker';

export interface TakeDownOptions {
  /** Deletes what is on disk as well. */
  readonly purge: boolean;
  /** @default - the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
}

/** Stops what `ensureMachine` started and says what it did and what remains; the user's own container runtime goes on running. */
export async function takeDown(options: TakeDownOptions, say: (line: string) => void): Promise<void> {
  const host = thisHost(options.env ?? process.env);
  const folder = machineFolders(host.env);
  const own = new OwnDocker(host, folder);
  const runner = new ProcessRunner(host.env);
  const onWait = ({ pid }: { readonly pid: number }) =>
    say(`waiting for process ${pid}, which is setting up this machine`);
  await withLock(folder.lock, { timeoutMs: LOCK_MS, onWait, onWaited: () => undefined }, async () => {
    const stopped = await stopOwn(own, say);
    const users = (await findUsersRuntime(host.env)).containerRuntime;
    const left = users === undefined ? [] : await stopIn(users, options.purge, say);
    await unmountBelow(folder.root, runner);
    if (options.purge) await rm(folder.root, { recursive: true, force: true });
    if (options.purge) {
      say(`deleted ${folder.root}`);
      return;
    }
    if (stopped) say('iptables rules and net.ipv4.ip_forward=1 stay until the next reboot');
    const size = Math.round((await diskUsage(runner, folder.root)) / 1024);
    const remains = [`${folder.root} (${size} MB)`, ...left].join(', ');
    say(`remaining on disk: ${remains}; delete it with \`${invocation(host.env, ['machine', 'down', '--purge'])}\``);
  });
}

/** Stops our own daemon, its containers first, so that each of them can end in order. */
async function stopOwn(own: OwnDocker, say: (line: string) => void): Promise<boolean> {
  // Only a daemon ends in order what a killed one left running.
  if (await own.daemon.isOrphaned()) await own.daemon.start();
  const containerRuntime = await own.running();
  if (containerRuntime !== undefined) {
    const containers = containersOf(containerRuntime);
    const names = await containers.running();
    await containers.stop(names);
    for (const name of names) say(`stopped container ${name}`);
  }
  const pid = await own.daemon.pid();
  await own.daemon.stop();
  if (pid !== undefined) say(`stopped dockerd (process ${pid}) and removed its bridge ${own.bridge}`);
  return pid !== undefined;
}

/** Stops the registry in the user's container runtime; returns what is left there. */
async function stopIn(
  containerRuntime: MachineRuntime,
  purge: boolean,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const { program } = containerRuntime;
  const containers = containersOf(containerRuntime);
  const registry = await containers.find(REGISTRY_CONTAINER);
  if (registry?.running === true) {
    await containers.stop([REGISTRY_CONTAINER]);
    say(`stopped container ${REGISTRY_CONTAINER} in ${program}`);
  }
  const images: string[] = [];
  for (const reference of Object.values(IMAGES) as string[]) {
    if ((await containers.imageId(reference)) !== undefined) images.push(reference);
  }
  const left = [
    ...(registry === undefined ? [] : [`container and volume ${REGISTRY_CONTAINER}`]),
    ...images.map((image) => `image ${image}`),
  ];
  if (!purge) return left.map((thing) => `${program} ${thing}`);
  if (registry !== undefined) {
    await containers.remove('container', [REGISTRY_CONTAINER]);
    await containers.remove('volume', [REGISTRY_VOLUME]);
  }
  await containers.remove('image', images);
  for (const thing of left) say(`deleted ${program} ${thing}`);
  return [];
}
