import { join } from 'node:path';
import { waitUntil } from '../../../kit/wait';
import { docker, LABEL, withDaemon } from '../runtime/docker';
import { EMULATOR } from './disks';
import { KERNELS } from './kernels';
import type { Kernel } from './kernels';

export interface VirtualMachineOptions {
  readonly kernel: Kernel;
  readonly cgroups: 'v1' | 'v2';
  /** The port of this machine at which its daemon answers. */
  readonly port: number;
  /** The folder of its disks, which stay as they are. */
  readonly disks: string;
  /** A folder that it sees at the same path. */
  readonly shared: string;
}

const BOOT = { timeoutMs: 5 * 60_000, intervalMs: 1000 };
const MEMORY_MIB = 3072;

/**
 * A machine with a kernel and control groups of choice, and Docker. QEMU translates its instructions: a JVM there is some
 * ten times slower than here, and what a CPU does differently is QEMU's, as its oldest and its newest instructions are.
 */
export class VirtualMachine {
  private constructor(
    public readonly options: VirtualMachineOptions,
    private readonly id: string,
  ) {}

  public static async boot(options: VirtualMachineOptions): Promise<VirtualMachine> {
    const { stdout } = await docker(...emulator(options), 'qemu-system-x86_64', ...qemu(options));
    const machine = new VirtualMachine(options, stdout.trim());
    await machine.ready();
    return machine;
  }

  /** Runs what it is given with this machine's daemon in the place of the host's. */
  public run<T>(work: () => Promise<T>): Promise<T> {
    return withDaemon(this.address, work);
  }

  public async stop(): Promise<void> {
    await docker('rm', '--force', this.id);
  }

  private get address(): string {
    return `tcp://127.0.0.1:${this.options.port}`;
  }

  private async ready(): Promise<void> {
    const { kernel } = this.options;
    await waitUntil(BOOT, async () => {
      const { stdout } = await docker('logs', '--tail', '20', this.id);
      if (!stdout.includes('API listen on')) return { seen: stdout };
      return { found: undefined };
    });
    const { stdout } = await this.run(() => docker('info', '--format', '{{.KernelVersion}}'));
    expect(stdout.trim()).toBe(KERNELS[kernel]);
  }
}

function emulator({ disks, shared }: VirtualMachineOptions): string[] {
  const volumes = ['--volume', `${shared}:${shared}`, '--volume', `${disks}:${disks}`];
  return ['run', '--detach', '--label', LABEL, '--privileged', '--network', 'host', ...volumes, EMULATOR];
}

function qemu({ cgroups, disks, kernel, port, shared }: VirtualMachineOptions): string[] {
  const words = ['console=ttyS0 panic=1 quiet mitigations=off net.ifnames=0 root=/dev/vda rw init=/sbin/machine-init'];
  const disk = (name: string) => ['-drive', `file=${join(disks, name)},if=virtio,format=raw,snapshot=on`];
  const version = KERNELS[kernel];
  return [
    ...['-accel', 'tcg,thread=multi', '-cpu', 'max,la57=off,pmu=off', '-smp', '2', '-m', String(MEMORY_MIB)],
    ...['-nographic', '-no-reboot'],
    ...['-kernel', `/machine/boot/vmlinuz-${version}`, '-initrd', `/machine/boot/initrd.img-${version}`],
    ...['-append', [...words, `cgroups=${cgroups}`, `shared=${shared}`].join(' ')],
    ...disk('root.img'),
    ...disk('docker.img'),
    ...['-netdev', `user,id=net,hostfwd=tcp:127.0.0.1:${port}-:2375`, '-device', 'virtio-net-pci,netdev=net,romfile='],
    ...['-virtfs', `local,path=${shared},mount_tag=shared,security_model=passthrough`],
  ];
}
