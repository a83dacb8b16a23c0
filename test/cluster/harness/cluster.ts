import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thisHost } from '../../../machine';
import type { Host } from '../../../machine';
import { readIfThere } from '../../../machine/files';
import { withLock } from '../../../machine/lock';
import { unmountBelow } from '../../../machine/own-docker/mounts';
import { registryPort } from '../../../machine/registry';
import { ProcessError, ProcessRunner } from '../../../kit/process';
import { freePort } from '../../support/containers/ports';
import { apiCertificate } from './control-plane';
import { Credentials } from './credentials';
import { DebianPrograms } from './debian-programs';
import { clusterFolders, CONTEXT, NODE } from './folders';
import type { ClusterFolders } from './folders';
import { Kubectl } from '../scene/kubectl';
import { KubernetesPrograms } from './kubernetes-programs';
import { chooseAddresses, Network } from './network';
import { configureNode, containerdSocket } from './node';
import { importPauseImage } from './pause-image';
import { Processes } from './processes';
import type { Settings } from './processes';
import { part } from './progress';
import type { Say } from './progress';

// A first build takes minutes; whoever holds a lock longer is stuck.
const LOCK_MS = 1_200_000;

export interface ClusterStatus {
  readonly processes: readonly { readonly name: string; readonly pid: number | undefined }[];
  readonly ready: boolean;
}

/** A Kubernetes of one node on this machine: all its processes, files and addresses are its own. */
export class Cluster {
  private constructor(
    public readonly folders: ClusterFolders,
    private readonly host: Host,
    private readonly runner: ProcessRunner,
    private readonly kubernetes: KubernetesPrograms,
    private readonly debian: DebianPrograms,
  ) {}

  public static async onThisMachine(env: NodeJS.ProcessEnv = process.env): Promise<Cluster> {
    const folders = clusterFolders(env);
    const kubernetes = await KubernetesPrograms.in(folders.cache);
    return new Cluster(folders, thisHost(env), new ProcessRunner(env), kubernetes, DebianPrograms.in(folders.cache));
  }

  public get kubectl(): Kubectl {
    const { kubeconfig } = this.folders;
    return new Kubectl(this.runner, { program: this.kubernetes.path('kubectl'), kubeconfig, context: CONTEXT });
  }

  /** containerd's own client, for what only the node knows. */
  public get ctr(): readonly string[] {
    return [this.debian.path('ctr'), '--address', containerdSocket(this.folders.state), '--namespace', 'k8s.io'];
  }

  /** Where pods reach this machine. */
  public async address(): Promise<string> {
    const settings = await this.settings();
    if (settings === undefined) throw new Error('the cluster is not up');
    return settings.addresses.node;
  }

  /** Makes the programs that are not in the cache yet. */
  public async build(say: Say, signal?: AbortSignal): Promise<void> {
    if ((await this.kubernetes.areBuilt()) && (await this.debian.areUnpacked())) return;
    await withLock(this.folders.buildLock, waiting(say, 'builds'), async () => {
      await this.debian.unpack(this.host, this.runner, say);
      await this.kubernetes.build(this.host, this.runner, say, signal);
    });
  }

  /** Brings it up, unless it is. A cluster of which a part has died is begun anew. */
  public async up(say: Say): Promise<void> {
    await this.build(say);
    await withLock(this.folders.stateLock, waiting(say, 'sets up'), async () => {
      if ((await this.status()).ready) return;
      await this.end(say);
      await this.begin(say);
    });
  }

  public async down(say: Say): Promise<void> {
    if (!(await this.debian.areUnpacked())) return;
    await withLock(this.folders.stateLock, waiting(say, 'sets up'), () => this.end(say));
  }

  public async status(): Promise<ClusterStatus> {
    const settings = await this.settings();
    if (settings === undefined) return { processes: [], ready: false };
    const daemons = (await this.processes(settings)).all;
    const processes = await Promise.all(
      daemons.map(async (daemon) => ({ name: daemon.name, pid: await daemon.pid() })),
    );
    const alive = processes.every(({ pid }) => pid !== undefined);
    return { processes, ready: alive && (await this.nodeIsReady()) };
  }

  private async begin(say: Say): Promise<void> {
    const { runtime, state } = this.folders;
    await mkdir(state, { recursive: true, mode: 0o700 });
    await mkdir(runtime, { recursive: true, mode: 0o711 });
    const ports = { api: await freePort(), etcd: await freePort(), peer: await freePort() };
    const settings: Settings = { addresses: await chooseAddresses(state), ports };
    await writeFile(this.settingsFile, JSON.stringify(settings));
    const processes = await this.processes(settings);
    const credentials = new Credentials(state);
    const api = `https://127.0.0.1:${ports.api}`;
    await credentials.create(this.runner, api, apiCertificate(state), this.folders.kubeconfig);
    await configureNode(processes.node);
    await new Network(this.runner, this.debian, settings.addresses.bridge).create(settings.addresses);
    await part(say, 'start etcd and the control plane', () => processes.startControlPlane(this.kubectl));
    await part(say, 'start the node', async () => {
      await processes.startContainerd(this.ctr);
      await importPauseImage(this.runner, this.ctr, this.kubernetes.path('pause'));
      await processes.startNode(this.kubectl);
    });
  }

  /** Ends what runs, in the order in which nothing is started again, and deletes what it left. */
  private async end(say: Say): Promise<void> {
    const settings = await this.settings();
    if (settings === undefined) return;
    await part(say, 'end the cluster', async () => {
      const processes = await this.processes(settings);
      await processes.stop(this.ctr, () => this.endContainers());
      await Network.of(this.runner, this.debian, this.folders.state).remove();
      for (const folder of [this.folders.runtime, this.folders.state]) {
        await unmountBelow(folder, this.runner);
        await rm(folder, { recursive: true, force: true });
      }
    });
  }

  /** Containers go on when containerd ends, each under a small process of its own. */
  private async endContainers(): Promise<void> {
    const { stdout } = await this.runner.run([...this.ctr, 'tasks', 'list', '--quiet']);
    for (const id of stdout.split('\n').filter((line) => line !== '')) {
      await this.runner.run([...this.ctr, 'tasks', 'delete', '--force', id]).catch((error: unknown) => {
        // A container that ends by itself takes its task along.
        if (!(error instanceof ProcessError) || !error.stderr.includes('not found')) throw error;
      });
    }
  }

  private async nodeIsReady(): Promise<boolean> {
    const path = 'jsonpath={.status.conditions[?(@.type=="Ready")].status}';
    return this.kubectl.run(['get', 'node', NODE, '--output', path]).then(
      ({ stdout }) => stdout === 'True',
      (error: unknown) => {
        if (error instanceof ProcessError) return false;
        throw error;
      },
    );
  }

  private get settingsFile(): string {
    return join(this.folders.state, 'settings.json');
  }

  private async settings(): Promise<Settings | undefined> {
    const text = await readIfThere(this.settingsFile);
    return text === undefined ? undefined : (JSON.parse(text) as Settings);
  }

  private async processes(settings: Settings): Promise<Processes> {
    const { env } = this.host;
    return Processes.create(settings, {
      state: this.folders.state,
      runtime: this.folders.runtime,
      kubeconfig: this.folders.kubeconfig,
      runner: this.runner,
      kubernetes: this.kubernetes,
      debian: this.debian,
      registry: `localhost:${registryPort(env)}`,
      path: env['PATH'] ?? '',
    });
  }
}

function waiting(say: Say, does: string) {
  return {
    timeoutMs: LOCK_MS,
    onWait: ({ pid }: { readonly pid: number }) => say(`… wait for process ${pid}, which ${does} the cluster`),
    onWaited: () => undefined,
  };
}
