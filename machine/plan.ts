import { Failure } from '../kit/report/failure';
import type { MachineFolders } from './machine-folders';

/** The changes that setting up a container runtime makes to a machine, each a sentence for a person. */
export interface MachinePlan {
  readonly changes: readonly string[];
}

export interface PlannedRuntime {
  readonly folder: MachineFolders;
  /** Whether the programs were unpacked by an earlier run. */
  readonly unpacked: boolean;
  readonly bridge: string;
  readonly registryHost: string;
}

/** Shows a plan to a person and answers whether they agree. */
export type Confirm = (plan: MachinePlan) => Promise<boolean>;

export function planRuntime(containerRuntime: PlannedRuntime): MachinePlan {
  const { bridge, folder, registryHost, unpacked } = containerRuntime;
  const unpack = `unpack Docker, containerd, runc and iptables from Debian's packages into ${folder.programs} (about 95 MB to download, 300 MB on disk); no package of the system is installed, changed or removed`;
  return {
    changes: [
      ...(unpacked ? [] : [unpack]),
      `start dockerd as a process of root, with its data, socket and log below ${folder.root}; it ends with \`machine down\` or the next reboot`,
      `create the network bridge ${bridge} for containers, and let dockerd add iptables rules and set net.ipv4.ip_forward=1`,
      `in that dockerd, create four images (Debian, a JDK, its build tools, small tools) and run the container eks-crac-registry, an image registry on ${registryHost} that only this machine reaches`,
    ],
  };
}

export function describePlan(plan: MachinePlan): string {
  return plan.changes.map((change) => `  - ${change}`).join('\n');
}

/** Nobody could be asked. */
export function notAgreed(plan: MachinePlan, repeat: string): Failure {
  const text = `no container runtime answers; setting one up changes this machine, and that was not agreed to:\n${describePlan(plan)}`;
  return new Failure('declined', text, `to agree, run \`${repeat}\``);
}

/** A person was asked and said no. */
export function declined(repeat: string): Failure {
  return new Failure(
    'declined',
    'the changes were declined; nothing was changed',
    `to agree without being asked, run \`${repeat}\``,
  );
}
