import { ProcessError } from '../../../kit/process';
import type { ProcessRunner } from '../../../kit/process';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import { apiServer, controllerManager, etcd, scheduler } from './control-plane';
import type { ControlPlaneOptions } from './control-plane';
import { Credentials } from './credentials';
import { Daemon } from './daemon';
import type { DaemonOptions } from './daemon';
import type { DebianPrograms } from './debian-programs';
import { NODE } from './folders';
import type { Kubectl } from '../scene/kubectl';
import type { KubernetesPrograms } from './kubernetes-programs';
import { KNOWN_NAME, nameService, nameServiceRights } from './name-service';
import type { Addresses } from './network';
import { containerd, kubelet, proxy } from './node';
import type { NodeOptions } from './node';
import { agent, webhook } from './pod-identity';

/** What is chosen once, when the cluster begins. */
export interface Settings {
  readonly addresses: Addresses;
  readonly ports: ControlPlaneOptions['ports'];
}

export interface ProcessesOptions {
  readonly state: string;
  readonly runtime: string;
  readonly kubeconfig: string;
  readonly runner: ProcessRunner;
  readonly kubernetes: KubernetesPrograms;
  readonly debian: DebianPrograms;
  readonly registry: string;
  readonly path: string;
}

type DaemonName =
  'etcd' | 'apiServer' | 'controllerManager' | 'scheduler' | 'names' | 'containerd' | 'kubelet' | 'proxy' | 'agent';

const READY = { timeoutMs: 90_000, intervalMs: 200 };

/** The cluster's processes, in the order in which they start. */
export class Processes {
  private constructor(
    public readonly node: NodeOptions,
    private readonly runner: ProcessRunner,
    private readonly daemons: Readonly<Record<DaemonName, Daemon>>,
  ) {}

  public static async create(settings: Settings, options: ProcessesOptions): Promise<Processes> {
    const { debian, kubernetes, path, registry, runner, runtime, state } = options;
    const { addresses, ports } = settings;
    const credentials = new Credentials(state);
    const program = (name: string) => (name === 'etcd' ? debian.path(name) : kubernetes.path(name));
    const plane = { state, addresses, credentials, ports, program };
    const node = { state, runtime, addresses, credentials, debian, program, registry, path };
    const of = (daemon: DaemonOptions) => new Daemon(state, runner, daemon);
    return new Processes(node, runner, {
      etcd: of(etcd(plane)),
      apiServer: of(apiServer(plane)),
      controllerManager: of(controllerManager(plane)),
      scheduler: of(scheduler(plane)),
      names: of(nameService(state, program('coredns'))),
      containerd: of(containerd(node)),
      kubelet: of(kubelet(node)),
      proxy: of(await proxy(node)),
      agent: of(agent(options.kubeconfig)),
    });
  }

  public get all(): readonly Daemon[] {
    return Object.values(this.daemons);
  }

  public async startControlPlane(kubectl: Kubectl): Promise<void> {
    await this.daemons.etcd.start();
    await this.daemons.apiServer.start();
    await answered(this.daemons.apiServer, () => kubectl.run(['get', '--raw', '/readyz']));
    await this.daemons.controllerManager.start();
    await this.daemons.scheduler.start();
    await kubectl.apply(nameServiceRights('coredns'));
    await this.startNames();
  }

  public async startContainerd(ctr: readonly string[]): Promise<void> {
    await this.daemons.containerd.start();
    await answered(this.daemons.containerd, () => this.runner.run([...ctr, 'version']));
  }

  public async startNode(kubectl: Kubectl): Promise<void> {
    await this.daemons.kubelet.start();
    await this.daemons.proxy.start();
    await this.daemons.agent.start();
    await answered(this.daemons.apiServer, () => kubectl.apply(webhook()));
    const ready = ['wait', '--for=condition=Ready', `node/${NODE}`, '--timeout=1s'];
    await answered(this.daemons.kubelet, () => kubectl.run(ready));
    // Without it no pod is admitted to the namespace.
    const account = ['get', 'serviceaccount', 'default', '--namespace', 'default'];
    await answered(this.daemons.controllerManager, () => kubectl.run(account));
  }

  /** Ends all of them; `endContainers` is called when nobody starts another container and containerd answers. */
  public async stop(ctr: readonly string[], endContainers: () => Promise<void>): Promise<void> {
    const { apiServer: api, containerd: runtime, etcd: store, ...others } = this.daemons;
    for (const daemon of Object.values(others)) await daemon.stop();
    await this.startContainerd(ctr);
    await endContainers();
    for (const daemon of [runtime, api, store]) await daemon.stop();
  }

  private async startNames(): Promise<void> {
    await this.daemons.names.start();
    await answered(this.daemons.names, () => this.askName());
  }

  private askName(): Promise<unknown> {
    const { addresses, debian } = this.node;
    return this.runner.run([debian.path('busybox'), 'nslookup', KNOWN_NAME, addresses.node]);
  }
}

/** Waits until a question to the process is answered; one that has ended has said why in its log. */
async function answered(daemon: Daemon, ask: () => Promise<unknown>): Promise<void> {
  try {
    await waitUntil(READY, async () => {
      try {
        await ask();
        return { found: true };
      } catch (error) {
        if (!(error instanceof ProcessError)) throw error;
        if ((await daemon.pid()) === undefined)
          throw new Error(`${daemon.name} has ended; ${await daemon.lastWords()}`);
        return { seen: error.message };
      }
    });
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw new Error(`${daemon.name} is not ready: ${error.message}\n${await daemon.lastWords()}`, { cause: error });
  }
}
