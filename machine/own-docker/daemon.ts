import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLines } from '../../kit/process';
import type { ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { addressRange, createBridge, freePrefix, outgoingMtu, removeBridge, routes } from './bridge';
import { askDocker } from '../runtime-answer';
import { readIfThere } from '../files';
import { waitUntil, WaitTimeout } from '../../kit/wait';
import { commandLine, recordedPid, someProcess } from './processes';
import type { UnpackedPrograms } from './programs';
import type { MachineFolders } from '../machine-folders';

const READY_MS = 60_000;
const GONE_MS = 60_000;
/** A path of a Unix socket has at most 107 bytes; containerd's is the longest below the daemon's folder. */
const LONGEST_FOLDER = 107 - '/exec/containerd/containerd.sock.ttrpc'.length;

export interface DaemonOptions {
  readonly folder: MachineFolders;
  readonly bridge: string;
  readonly programs: UnpackedPrograms;
  /** Runs a program of this machine in the caller's environment. */
  readonly runner: ProcessRunner;
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
}

/** The Docker daemon that runs from the state folder, beside any other. */
export class Daemon {
  public readonly socket: string;
  public readonly log: string;
  private readonly configuration: string;
  private readonly pidFile: string;

  public constructor(private readonly options: DaemonOptions) {
    const { daemon } = options.folder;
    this.socket = `unix://${join(daemon, 'docker.sock')}`;
    this.log = join(daemon, 'dockerd.log');
    this.configuration = join(daemon, 'daemon.json');
    this.pidFile = join(daemon, 'dockerd.pid');
  }

  /** A runner whose `docker` is the unpacked client of this daemon. */
  public client(): ProcessRunner {
    const { path, programs, runner } = this.options;
    return runner.withEnv({
      PATH: `${programs.bin}:${path}`,
      DOCKER_HOST: this.socket,
      DOCKER_CONFIG: programs.dockerConfig,
      BUILDX_BUILDER: 'default',
    });
  }

  /** The process of this very daemon; a number that was reused for another program does not count. */
  public async pid(): Promise<number | undefined> {
    const pid = await recordedPid(this.pidFile);
    if (pid === undefined) return undefined;
    return (await commandLine(pid)).includes(this.configuration) ? pid : undefined;
  }

  public async start(): Promise<void> {
    const { folder, runner, signal } = this.options;
    this.validateLength();
    await mkdir(folder.daemon, { recursive: true });
    if ((await this.pid()) === undefined) {
      await rm(this.pidFile, { force: true });
      await rm(this.log, { force: true });
      await this.prepareNetwork();
      await runner.run(this.startArguments(), { signal, env: await this.environment() });
    }
    const state = await this.within(READY_MS, () => this.state());
    if (state === 'ready') return;
    const text = state === 'ended' ? 'dockerd ended at once' : `dockerd did not answer within ${READY_MS / 1000} s`;
    if (state === undefined) await this.stop();
    const log = lastLines((await readIfThere(this.log)) ?? '');
    const remedy = `see ${this.log}; where dockerd cannot run, start a container runtime yourself: Docker 23 or newer, or Podman 4.3 or newer`;
    throw new Failure('machine-unsuitable', `${text}:\n${log}`, remedy);
  }

  /** Whether the daemon was killed and left containers running: each has a small process that names our folder. */
  public async isOrphaned(): Promise<boolean> {
    if ((await this.pid()) !== undefined) return false;
    const address = join(this.options.folder.daemon, 'exec', 'containerd', 'containerd.sock');
    return someProcess((argv) => argv.includes(address));
  }

  /** Ends the daemon and its containers, and waits until it is gone. */
  public async stop(): Promise<void> {
    const { bridge, programs, runner } = this.options;
    const pid = await this.pid();
    if (pid !== undefined) {
      process.kill(pid, 'SIGTERM');
      const gone = async () => ((await this.pid()) === undefined ? true : undefined);
      if ((await this.within(GONE_MS, gone)) === undefined) {
        throw new Failure(
          'machine-unsuitable',
          `dockerd (process ${pid}) did not end within ${GONE_MS / 1000} s`,
          `see ${this.log}`,
        );
      }
    }
    await removeBridge(runner, programs.path('bin/busybox'), bridge);
  }

  /** What comes in time; undefined when nothing does. */
  private async within<T>(timeoutMs: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await waitUntil<T>({ timeoutMs, intervalMs: 100, signal: this.options.signal }, async () => {
        const found = await look();
        return found === undefined ? { seen: 'dockerd as before' } : { found };
      });
    } catch (error) {
      if (error instanceof WaitTimeout) return undefined;
      throw error;
    }
  }

  private async state(): Promise<'ready' | 'ended' | undefined> {
    if ((await askDocker(this.client(), this.options.signal)).answers) return 'ready';
    // Its number is written a moment after start-stop-daemon has returned.
    if ((await recordedPid(this.pidFile)) === undefined) return undefined;
    return (await this.pid()) === undefined ? 'ended' : undefined;
  }

  private async prepareNetwork(): Promise<void> {
    const { bridge, folder, programs, runner } = this.options;
    const busybox = programs.path('bin/busybox');
    await removeBridge(runner, busybox, bridge);
    const table = await routes();
    const range = addressRange(freePrefix(table));
    await createBridge(runner, busybox, bridge, range);
    const mtu = await outgoingMtu(table);
    const configuration = {
      'data-root': folder.dockerData,
      'exec-root': join(folder.daemon, 'exec'),
      hosts: [this.socket],
      pidfile: join(folder.daemon, 'docker.pid'),
      group: 'root',
      bridge,
      mtu,
      'default-address-pools': [{ base: range.pool, size: 24 }],
      'default-network-opts': { bridge: { 'com.docker.network.driver.mtu': String(mtu) } },
    };
    await writeFile(this.configuration, `${JSON.stringify(configuration, undefined, 2)}\n`);
  }

  private startArguments(): readonly string[] {
    const dockerd = this.options.programs.path('usr/sbin/dockerd');
    // It leaves no pipe, no terminal and no parent behind that would end the daemon with this process.
    const start = ['start-stop-daemon', '--start', '--background', '--make-pidfile', '--pidfile', this.pidFile];
    return [...start, '--output', this.log, '--exec', dockerd, '--', '--config-file', this.configuration];
  }

  /** The libraries are for iptables alone; the daemon's clients never see them. */
  private async environment(): Promise<Readonly<Record<string, string | undefined>>> {
    const { path, programs } = this.options;
    const libraries = await programs.libraries();
    return {
      PATH: `${programs.bin}:${path}`,
      LD_LIBRARY_PATH: libraries,
      XTABLES_LIBDIR: join(libraries, 'xtables'),
      DOCKER_HOST: undefined,
      DOCKER_CONFIG: undefined,
      // The caller's own may be gone long before the daemon is.
      TMPDIR: undefined,
    };
  }

  private validateLength(): void {
    const { daemon, root } = this.options.folder;
    if (Buffer.byteLength(daemon) <= LONGEST_FOLDER) return;
    const text = `the state folder's path is too long for the sockets in it, got: ${root}`;
    throw new Failure('machine-unsuitable', text, 'set `EKS_CRAC_STATE` to a shorter one');
  }
}
