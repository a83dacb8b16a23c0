import { right, unknown, wrong } from '../finding';
import type { Finding } from '../finding';
import type { MachineFacts } from './facts';

const GB = 1e9;
/** Base images, the images of a small service, and a checkpoint. */
const LEAST_BYTES = 5 * GB;
/** Requests to AWS are refused from five minutes on; tokens and certificates earlier. */
const MOST_DRIFT_MS = 30_000;

export function containerRuntime({ runtime }: MachineFacts): Finding {
  switch (runtime.kind) {
    case 'answers': {
      const { info, program, version } = runtime;
      const named = `${program} ${version}${info.operatingSystem === '' ? '' : ` on ${info.operatingSystem}`}`;
      return isDesktop(info.operatingSystem)
        ? unknown(
            `${named}, a virtual machine`,
            'give it as much memory and disk as a capture needs in its settings; if a capture says `suspending seccomp failed`, use Docker in WSL2 or on Linux',
          )
        : right(named);
    }
    case 'none':
      return unknown(
        `none answers (${runtime.why.join('; ')}); one can be set up here`,
        'run `eks-crac machine up`, which lists what it changes and asks first',
      );
    case 'unsuitable':
      return wrong(runtime.text, runtime.remedy);
  }
}

function isDesktop(operatingSystem: string): boolean {
  return /desktop|colima|orbstack|rancher/i.test(operatingSystem);
}

/** A release is valid on nodes with control groups of the version of the capture. */
export function cgroups({ platform, read, runtime }: MachineFacts): Finding {
  const said = runtime.kind === 'answers' ? runtime.info.cgroups : '';
  const seen = read('/sys/fs/cgroup/cgroup.controllers') === undefined ? '1' : '2';
  const version = said !== '' ? said : platform === 'linux' ? seen : '';
  if (version === '2') return right('version 2');
  if (version === '') return unknown('no container runtime says which version', 'start the container runtime');
  return unknown(
    `version ${version}: a release that is captured here starts cold, reason kernel, on nodes with version 2`,
    'rehearse here and release from elsewhere, or boot with `systemd.unified_cgroup_hierarchy=1`',
  );
}

export function disk({ freeBytes, stateDir }: MachineFacts): Finding {
  const free = `${(freeBytes / GB).toFixed(1)} GB free at ${stateDir}`;
  if (freeBytes >= LEAST_BYTES) return right(free);
  return wrong(
    `${free}, and a rehearsal of a small service takes ${LEAST_BYTES / GB} GB`,
    'free space, or set `EKS_CRAC_STATE` to a folder on a larger disk',
  );
}

/** Containers in a virtual machine have its clock, which stops while the computer sleeps. */
export async function clock({ now, output, runtime }: MachineFacts): Promise<Finding> {
  const time = runtime.kind === 'answers' ? runtime.info.time : undefined;
  const drift = time === undefined ? 0 : Math.abs(time - now);
  if (drift > MOST_DRIFT_MS) {
    return wrong(
      `the clock of the container runtime differs by ${Math.round(drift / 1000)} s`,
      'restart its virtual machine (Docker Desktop: Troubleshoot, Restart; WSL2: `wsl --shutdown`)',
    );
  }
  const synchronized = (await output(['timedatectl', 'show', '--property', 'NTPSynchronized', '--value']))?.trim();
  if (synchronized === 'yes') return right('synchronized');
  if (synchronized === 'no') {
    return wrong('the clock is not synchronized', 'turn it on: `timedatectl set-ntp true`');
  }
  return unknown(
    'whether it is synchronized cannot be seen; that of the container runtime is the same',
    'compare with another computer: AWS refuses requests from five minutes on',
  );
}
