import type { IConstruct } from 'constructs';
import type { CpuClass } from '../engines';
import type { CaptureSpec } from './capture-spec';

/** The kernel of Amazon Linux 2023. CodeBuild's default is 4.14, which lacks CAP_CHECKPOINT_RESTORE. */
export const HOST_KERNEL = { host: 'the capture host has', setting: 'LINUX_KERNEL_6', version: '6.1' } as const;

interface HostProps {
  readonly cpuClass: CpuClass;
  readonly spec: CaptureSpec;
}

// Since their sixth generation all members of these families have this memory per CPU.
const MIB_BY_CPU: Readonly<Record<string, number>> = { c: 2048, m: 4096, r: 8192 };
const FAMILY = /^([cmr])([6-9]|[1-9][0-9])[a-z]*$/;

/** For Docker, the stage and the memory a build uses besides the service. */
const RESERVE_MIB = 1024;

/** Checks that the sandboxes of a build fit on its host. */
export function validateHost(scope: IConstruct, props: HostProps): void {
  validateCpu(scope, props);
  validateMemory(scope, props);
}

/** A container cannot have more CPUs than its host. */
function validateCpu(scope: IConstruct, { cpuClass: { captureInstanceType }, spec }: HostProps): void {
  const { cpu } = spec._parsed.run;
  const cpus = cpusOf(captureInstanceType);
  if (cpus === undefined || cpu <= cpus) return;
  throw spec._error(
    'conflicting-props',
    `\`run.cpu\` must be at most ${cpus}, the CPUs of the capture host ${captureInstanceType}, got: ${cpu}; use CpuClass.of() with a larger \`captureInstanceType\``,
    scope,
  );
}

/** Otherwise Linux would kill concurrent copies in the gate, and the checkpoint would be blamed. */
function validateMemory(scope: IConstruct, { cpuClass: { captureInstanceType }, spec }: HostProps): void {
  const {
    gate: { restores },
    run: { memoryMiB },
  } = spec._parsed;
  const host = memoryOf(captureInstanceType);
  if (host === undefined) return;
  const most = Math.floor((host - RESERVE_MIB) / restores);
  if (memoryMiB <= most) return;
  throw spec._error(
    'conflicting-props',
    `\`run.memoryMiB\` must be at most ${most}, the memory of the capture host ${captureInstanceType} (${host} MiB) without ${RESERVE_MIB} MiB for the build, shared by ${restores} copies in the gate, got: ${memoryMiB}; use CpuClass.of() with a larger \`captureInstanceType\``,
    scope,
  );
}

/**
 * Instances of the same size have the same number of CPUs in all families, except metal and burstable sizes below
 * large.
 */
function cpusOf(instanceType: string): number | undefined {
  const [, size = ''] = instanceType.split('.');
  if (size === 'large') return 2;
  const [, factor] = /^([0-9]*)xlarge$/.exec(size) ?? [];
  return factor === undefined ? undefined : 4 * Number(factor === '' ? 1 : factor);
}

function memoryOf(instanceType: string): number | undefined {
  const [family = ''] = instanceType.split('.');
  const [, kind = ''] = FAMILY.exec(family) ?? [];
  const byCpu = MIB_BY_CPU[kind];
  const cpus = cpusOf(instanceType);
  return byCpu === undefined || cpus === undefined ? undefined : byCpu * cpus;
}
