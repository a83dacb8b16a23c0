import type { IConstruct } from 'constructs';
import type { CaptureSpec } from './capture-spec';
import { ON_DEMAND_SIZES } from './codebuild-limits';

/** What a build can use of its host. */
export interface HostSize {
  /** As users know it: an instance type, or a compute type of CodeBuild. */
  readonly name: string;
  /** The property to enlarge. */
  readonly prop: string;
  /** @default - not known */
  readonly cpus?: number;
  /** @default - not known */
  readonly memoryMiB?: number;
}

// Since their sixth generation all members of these families have this memory per CPU.
const MIB_BY_CPU: Readonly<Record<string, number>> = { c: 2048, m: 4096, r: 8192 };
const FAMILY = /^([cmr])([6-9]|[1-9][0-9])[a-z]*$/;

/** For Docker, the stage and the memory a build uses besides the service. */
const RESERVE_MIB = 1024;

/** Returns CPUs and memory of an EC2 instance type, where they follow from its name. */
export function instanceSize(instanceType: string): HostSize {
  const [family = ''] = instanceType.split('.');
  const [, kind = ''] = FAMILY.exec(family) ?? [];
  const cpus = cpusOf(instanceType);
  const byCpu = MIB_BY_CPU[kind];
  return {
    name: instanceType,
    prop: 'instanceType',
    ...(cpus === undefined ? {} : { cpus, ...(byCpu === undefined ? {} : { memoryMiB: byCpu * cpus }) }),
  };
}

/** Returns CPUs and memory of a compute type of CodeBuild. */
export function onDemandSize(computeType: keyof typeof ON_DEMAND_SIZES, architecture: string): HostSize {
  const [cpus, memoryGiB] = ON_DEMAND_SIZES[computeType][architecture === 'arm64' ? 'arm64' : 'amd64'];
  return { name: computeType, prop: 'computeType', cpus, memoryMiB: memoryGiB * 1024 };
}

/** Checks that the sandboxes of a build fit on its host. */
export function validateSize(scope: IConstruct, host: HostSize, spec: CaptureSpec): void {
  validateCpu(scope, host, spec);
  validateMemory(scope, host, spec);
}

/** A container cannot have more CPUs than its host. */
function validateCpu(scope: IConstruct, { cpus, name, prop }: HostSize, spec: CaptureSpec): void {
  const { cpu } = spec._parsed.run;
  if (cpus === undefined || cpu <= cpus) return;
  throw spec._error(
    'conflicting-props',
    `\`run.cpu\` must be at most ${cpus}, the CPUs of the capture host ${name}, got: ${cpu}; give the capture host a larger \`${prop}\``,
    scope,
  );
}

/** Otherwise Linux would kill concurrent copies in the gate, and the checkpoint would be blamed. */
function validateMemory(scope: IConstruct, { memoryMiB: host, name, prop }: HostSize, spec: CaptureSpec): void {
  const {
    gate: { mustChange, restores },
    run: { memoryMiB },
  } = spec._parsed;
  if (host === undefined) return;
  const copies = restores + (mustChange.length > 0 ? 1 : 0);
  const most = Math.floor((host - RESERVE_MIB) / copies);
  if (memoryMiB <= most) return;
  throw spec._error(
    'conflicting-props',
    `\`run.memoryMiB\` must be at most ${most}, the memory of the capture host ${name} (${host} MiB) without ${RESERVE_MIB} MiB for the build, shared by ${copies} copies in the gate, got: ${memoryMiB}; give the capture host a larger \`${prop}\``,
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
