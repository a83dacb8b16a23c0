import { ENGINES, isOlderKernel } from '../../../engines';
import { right, unknown, wrong } from '../finding';
import type { Finding } from '../finding';
import type { MachineFacts } from './facts';

const NAT = 'set `networkingMode=nat` in the file .wslconfig of your Windows user, and run `wsl --shutdown`';
const WITHOUT_RUNTIME = '`init`, `release`, `digests`, `doctor` and the synthesis work here';

/** Systems on which no capture runs, or none is tested, and what works there. */
const OTHER_SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, Finding>>> = {
  darwin: unknown(
    'macOS: containers run in a virtual Linux, where captures are not tested',
    `${WITHOUT_RUNTIME}; capture on Linux, or by a pipeline; with Docker Desktop, Colima or Podman try a rehearsal, whose first error says what is missing`,
  ),
  win32: wrong(
    'Windows: the programs for containers are for Linux',
    `use it in WSL2 with a distribution such as Debian; ${WITHOUT_RUNTIME}`,
  ),
};

/** The operating system, with what works on it. */
export function system(facts: MachineFacts): Finding | Promise<Finding> {
  if (facts.platform === 'linux') return isWsl(facts) ? wsl(facts) : right('Linux');
  const known = OTHER_SYSTEMS[facts.platform];
  return known ?? wrong(`${facts.platform}: there is no container runtime`, `capture on Linux; ${WITHOUT_RUNTIME}`);
}

function isWsl({ kernel, read }: MachineFacts): boolean {
  return /microsoft/i.test(`${kernel} ${read('/proc/version') ?? ''}`);
}

async function wsl(facts: MachineFacts): Promise<Finding> {
  // WSL1 has no kernel of its own; it calls itself 4.4.0-19041-Microsoft.
  if (!/WSL2|microsoft-standard/i.test(facts.kernel)) {
    return wrong('WSL1, which has no Linux kernel', 'change the distribution to WSL2: `wsl --set-version NAME 2`');
  }
  const mode = (await facts.output(['wslinfo', '--networking-mode']))?.trim();
  if (mode === 'mirrored') {
    return wrong('WSL2 with mirrored networking, which puts a seccomp filter on every process: CRIU fails there', NAT);
  }
  return right(`WSL2${mode === undefined ? '' : `, networking ${mode}`}`);
}

export function architecture({ arch }: MachineFacts): Finding {
  if (arch === 'x64') return right('amd64');
  if (arch === 'arm64') return right('arm64');
  return wrong(arch, 'use a machine with amd64 or arm64: engines and runtime layer exist for these');
}

/** The kernel on which containers run: with Docker Desktop that of a virtual machine. */
export function kernel(facts: MachineFacts): Finding {
  const of = facts.runtime.kind === 'answers' ? facts.runtime.info.kernel : '';
  const version = of === '' ? facts.kernel : of;
  if (of === '' && facts.platform !== 'linux') {
    return unknown('no container runtime says which Linux it runs on', 'start the container runtime');
  }
  const { criu, warp } = ENGINES;
  if (!isOlderKernel(version, criu.minimumKernel)) {
    return right(`Linux ${version}; engine criu needs ${criu.minimumKernel}, warp ${warp.minimumKernel}`);
  }
  return wrong(
    `Linux ${version}, and engine criu needs ${criu.minimumKernel} or newer`,
    'update the kernel, or set `engine.type: warp`',
  );
}

/** CRIU cannot suspend a filter while it has one, and containers inherit that of the process that started the daemon. */
export function seccomp({ platform, read }: MachineFacts): Finding {
  const mode = /^Seccomp:\s*(\d)/m.exec(read('/proc/1/status') ?? '')?.[1];
  if (platform !== 'linux' || mode === undefined) {
    return unknown(
      'whether the first process has a filter cannot be seen',
      'a first capture shows it: `suspending seccomp failed`',
    );
  }
  if (mode === '0') return right('no filter on the first process');
  return unknown(
    'the first process has a filter, so this is a container or WSL2 with mirrored networking',
    `a container runtime that runs outside of it works; on WSL2, ${NAT}`,
  );
}

export function ptrace({ platform, read }: MachineFacts): Finding {
  const scope = read('/proc/sys/kernel/yama/ptrace_scope')?.trim();
  if (platform !== 'linux' || scope === undefined) return right('Yama does not restrict it');
  if (scope === '0' || scope === '1') return right(`kernel.yama.ptrace_scope is ${scope}`);
  if (scope === '2') return right('kernel.yama.ptrace_scope is 2, which a capture with its capability passes');
  return wrong('kernel.yama.ptrace_scope is 3: nothing may be traced', 'set it to 1, which takes a reboot');
}
