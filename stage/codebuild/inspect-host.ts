import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupNeed } from '../../contract/kernel-needs';
import type { CaptureSpec } from '../../contract';
import { CPU_CLASSES, ENGINES, isOlderKernel, processorOf } from '../../engines';
import type { CpuClassData } from '../../engines';
import { Failure } from '../../kit/report/failure';
import type { Reporter } from '../../kit/report/reporter';

/** What a build finds out of its host, whatever was assumed of it at synthesis. */
interface HostFacts {
  readonly kernel: string;
  readonly processor: string;
  readonly cgroups: string;
}

export interface InspectHostOptions {
  readonly spec: CaptureSpec;
  /** Whether the host is on demand, so that its CPU may be another one than the class's. */
  readonly anyCpu: boolean;
  readonly reporter: Reporter;

  /** @default / */
  readonly root?: string;
}

/**
 * Reads kernel, CPU and control groups of the capture host, and refuses a host on which the capture would fail or would
 * be valid on no node. It takes no time, so it comes before anything that does.
 */
export function inspectHost({ anyCpu, reporter, root = '/', spec }: InspectHostOptions): void {
  const facts = factsOf(root);
  reporter.report({ code: 'host-read', ...facts });
  requireKernel(facts, spec);
  if (!anyCpu) requireProcessor(facts, spec);
}

function factsOf(root: string): HostFacts {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  return {
    kernel: read('proc/sys/kernel/osrelease').trim(),
    processor: processorOf(read('proc/cpuinfo')),
    cgroups: cgroupNeed(read('proc/self/cgroup')).replace('-', ' '),
  };
}

function requireKernel({ kernel }: HostFacts, { engine: { type } }: CaptureSpec): void {
  const { minimumKernel } = ENGINES[type];
  if (!isOlderKernel(kernel, minimumKernel)) return;
  throw new Failure(
    'host-unsuitable',
    `the capture host runs Linux ${kernel}, and engine '${type}' needs ${minimumKernel} or newer`,
    `give the pipeline CaptureHost.ec2(), with a \`machineImage\` that has a newer kernel, or set \`engine.type\` to an engine that needs none`,
  );
}

function requireProcessor({ processor }: HostFacts, { cpuClass: { name } }: CaptureSpec): void {
  const classes: Readonly<Record<string, CpuClassData>> = CPU_CLASSES;
  const known = classes[name]?.processor;
  if (known === undefined || known === processor) return;
  throw new Failure(
    'host-unsuitable',
    `the CPU of the capture host is ${processor}, and that of CPU class '${name}' is ${known}`,
    `give the capture host an \`instanceType\` of the class, or the pipeline CaptureHost.onDemand(), which accepts any CPU`,
  );
}
