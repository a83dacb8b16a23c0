import { InvalidManifest } from '../invalid-manifest';
import { mebibytesOf, secondsOf } from '../units';
import type { IDuration } from '../units';
import { requireWhole } from '../whole-number';
import type { WholeNumberRule } from '../whole-number';
import { validateLabels } from './label-rules';
import { validateIngress } from './target-checks';
import type { WorkloadNames } from './workload-names';
import type { WorkloadOptions } from './workload-options';

type NamedOptions = WorkloadOptions & WorkloadNames;

const NAME = /^[a-z]([-a-z0-9]{0,48}[a-z0-9])?$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const PATH = /^\/\S*$/;

const NUMBERS = {
  replicas: { least: 1, remedy: 'write how many pods there are, or drop it' },
  maxUnavailable: { least: 1, remedy: 'with less, no node that has a pod could be drained' },
  restoreDeadline: {
    least: 1,
    most: 600,
    unit: 'seconds',
    remedy: 'write how long a restore may take, or drop it to use the deadline of the release',
  },
  coldStartTimeout: { least: 1, unit: 'seconds', remedy: 'write how long a cold start may take' },
  terminationGracePeriod: { least: 1, unit: 'seconds', remedy: 'write how long a pod may take to end' },
} as const satisfies Readonly<Record<string, WholeNumberRule>>;

/** Checks each option by itself; environment, properties and volumes are checked where they are built. */
export function validateOptions(options: NamedOptions): void {
  validateNames(options);
  validateLimits(options);
  validateNumbers(options);
  validateVolumes(options);
  validateScaling(options);
  validatePath(options);
  validateIngress(options.ingress, options.record);
  validateLabels(options.labels ?? {});
}

function validateNames({ createNamespace, name, namespace }: NamedOptions): void {
  if (!NAME.test(name)) {
    throw new InvalidManifest(
      `\`name\` must be up to 50 of a-z, 0-9 and -, a letter first, got: ${JSON.stringify(name)}`,
    );
  }
  if (!NAMESPACE.test(namespace)) {
    throw new InvalidManifest(
      `\`namespace\` must be up to 63 of a-z, 0-9 and -, got: ${JSON.stringify(namespace)}; it has to be known at synthesis`,
    );
  }
  if (createNamespace === true && namespace === 'default') {
    throw new InvalidManifest(
      '`createNamespace` needs a `namespace` of its own, got: "default"; every cluster has that one already',
    );
  }
}

/** Heap size and number of processors are part of the checkpoint: the JVM cannot run with less than at the capture. */
function validateLimits({ limits: { cpu, memory } = {}, record }: WorkloadOptions): void {
  const { cpu: leastCpu, memoryMiB: leastMemory } = record.pod;
  const captured = `with which ${record.release} of ${record.service} was captured`;
  const remedy = 'raise it, or capture a release with less';
  if (cpu !== undefined && !(cpu >= leastCpu)) {
    throw new InvalidManifest(`\`limits.cpu\` must be at least ${leastCpu}, ${captured}, got: ${cpu}; ${remedy}`);
  }
  if (memory === undefined) return;
  const mebibytes = mebibytesOf(memory);
  if (mebibytes < leastMemory) {
    throw new InvalidManifest(
      `\`limits.memory\` must be at least ${leastMemory} MiB, ${captured}, got: ${mebibytes} MiB; ${remedy}`,
    );
  }
  requireWhole('limits.memory', mebibytes, {
    least: leastMemory,
    unit: 'MiB',
    remedy: 'write for example Size.gibibytes(2)',
  });
}

function validateNumbers(options: WorkloadOptions): void {
  for (const [name, rule] of Object.entries(NUMBERS)) {
    const value = options[name as keyof typeof NUMBERS];
    if (value !== undefined) requireWhole(name, numberOf(value), rule);
  }
}

function numberOf(value: number | IDuration): number {
  return typeof value === 'number' ? value : secondsOf(value);
}

function validateVolumes({ volumes = [] }: WorkloadOptions): void {
  for (const { path, size } of volumes) {
    if (size === undefined) continue;
    requireWhole('volumes.size', mebibytesOf(size), { least: 1, unit: 'MiB', remedy: `drop it at ${path}` });
  }
}

function validateScaling({ autoscaling, replicas }: WorkloadOptions): void {
  if (autoscaling === undefined) return;
  if (replicas !== undefined) {
    throw new InvalidManifest(
      `\`replicas\` and \`autoscaling\` exclude each other, got: ${replicas} and ${JSON.stringify(autoscaling)}; drop one`,
    );
  }
  const { cpuPercent, max, min } = autoscaling;
  requireWhole('autoscaling.min', min, { least: 1, remedy: 'write how many pods there are at least' });
  requireWhole('autoscaling.max', max, { least: min, remedy: 'write a number not below `autoscaling.min`' });
  if (cpuPercent === undefined) return;
  requireWhole('autoscaling.cpuPercent', cpuPercent, { least: 1, most: 100, remedy: 'write percent of the request' });
}

function validatePath({ ingress }: WorkloadOptions): void {
  if (ingress?.path === undefined || PATH.test(ingress.path)) return;
  throw new InvalidManifest(
    `\`ingress.path\` must start with / and have no space, got: ${JSON.stringify(ingress.path)}; write for example /api`,
  );
}
