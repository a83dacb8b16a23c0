import { createHash } from 'node:crypto';
import {
  addressRange,
  bridgeExists,
  createBridge,
  freePrefix,
  outgoingMtu,
  removeBridge,
  routes,
} from '../../../machine/own-docker/bridge';
import type { ProcessRunner } from '../../../kit/process';
import type { DebianPrograms } from './debian-programs';

/** Where the EKS Pod Identity agent answers on every node. */
export const AGENT_ADDRESS = '169.254.170.23';

/** The cluster's addresses: all of them on one bridge of this machine, which nothing outside reaches. */
export interface Addresses {
  readonly bridge: string;
  readonly node: string;
  readonly pods: string;
  readonly services: string;
  readonly mtu: number;
}

/** A bridge of its own for each state folder. Interface names have at most 15 characters. */
function bridgeName(state: string): string {
  return `eks-test-${createHash('sha256').update(state).digest('hex').slice(0, 6)}`;
}

export async function chooseAddresses(state: string): Promise<Addresses> {
  const table = await routes();
  const prefix = freePrefix(table);
  return {
    bridge: bridgeName(state),
    node: `${prefix}.0.1`,
    pods: `${prefix}.0.0/24`,
    services: `${prefix}.128.0/24`,
    mtu: await outgoingMtu(table),
  };
}

export class Network {
  public constructor(
    private readonly runner: ProcessRunner,
    private readonly programs: DebianPrograms,
    private readonly bridge: string,
  ) {}

  public static of(runner: ProcessRunner, programs: DebianPrograms, state: string): Network {
    return new Network(runner, programs, bridgeName(state));
  }

  public async create({ node }: Addresses): Promise<void> {
    const busybox = this.programs.path('busybox');
    const prefix = node.split('.').slice(0, 2).join('.');
    await createBridge(this.runner, busybox, this.bridge, addressRange(prefix));
    await this.runner.run([busybox, 'ip', 'address', 'add', `${AGENT_ADDRESS}/32`, 'dev', this.bridge]);
    // A container runtime may have closed the way from one interface to another; pods take it to each other's services.
    await this.firewall(['--insert', 'FORWARD', ...this.betweenPods()]);
  }

  public async remove(): Promise<void> {
    if (await bridgeExists(this.bridge)) {
      // The rule was added with the bridge; a machine whose rules were flushed meanwhile has it no more.
      const { stdout } = await this.firewall(['--list-rules', 'FORWARD']);
      const rules = stdout.split('\n').filter((rule) => rule.includes(this.bridge));
      for (const rule of rules) await this.firewall(['--delete', ...rule.split(' ').slice(1)]);
      await removeBridge(this.runner, this.programs.path('busybox'), this.bridge);
    }
    await this.removeServiceRules();
  }

  private async removeServiceRules(): Promise<void> {
    const nft = this.programs.path('nft');
    const env = await this.programs.libraries();
    const { stdout } = await this.runner.run([nft, 'list', 'tables'], { env });
    for (const line of stdout.split('\n').filter((table) => table.endsWith(' kube-proxy'))) {
      await this.runner.run([nft, 'delete', ...line.split(' ')], { env });
    }
  }

  private betweenPods(): readonly string[] {
    return ['--in-interface', this.bridge, '--out-interface', this.bridge, '--jump', 'ACCEPT'];
  }

  private async firewall(args: readonly string[]) {
    return this.runner.run([this.programs.path('iptables'), '--wait', '5', ...args], {
      env: await this.programs.libraries(),
    });
  }
}
