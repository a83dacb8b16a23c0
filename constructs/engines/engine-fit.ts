import type { IConstruct } from 'constructs';
import { isOlderKernel } from '../../engines';
import type { EngineData } from '../../engines';
import { UsageError } from '../core/errors';
import type { CpuClass } from './cpu-class';

/** A kernel that is known at synthesis. */
export interface KnownKernel {
  /** Subject and verb for errors, for example `the capture host has`. */
  readonly host: string;
  /** Its version, for example `6.1`. */
  readonly version: string;

  /** @default choose another engine */
  readonly remedy?: string;
}

/** Rejects a CPU class on whose hosts the engine cannot capture. */
export function validateCapture(engine: EngineData, cpuClass: CpuClass, scope?: IConstruct): void {
  validateFit(engine, cpuClass, scope);
  validateFeatures(engine, cpuClass, scope);
}

/** Rejects a CPU class on whose hosts and nodes the engine does not work. */
export function validateFit(engine: EngineData, cpuClass: CpuClass, scope?: IConstruct): void {
  validateArchitecture(engine, cpuClass, scope);
}

/** Rejects a kernel older than the engine's minimum. */
export function validateKernel(engine: EngineData, kernel: KnownKernel, scope?: IConstruct): void {
  const { host, remedy = 'choose another engine', version } = kernel;
  if (!isOlderKernel(version, engine.minimumKernel)) return;
  throw new UsageError(
    'engine-and-kernel',
    `engine '${engine.type}' needs Linux ${engine.minimumKernel} or newer, and ${host} ${version}; ${remedy}`,
    scope,
  );
}

function validateArchitecture(engine: EngineData, { architecture, name }: CpuClass, scope?: IConstruct): void {
  if (engine.architectures.some((known) => known === architecture)) return;
  throw new UsageError(
    'engine-and-cpu-class',
    `engine '${engine.type}' has no JDK for ${architecture}, the architecture of CPU class '${name}'; choose a class of ${engine.architectures.join(' or ')} or another engine`,
    scope,
  );
}

function validateFeatures(engine: EngineData, { features, name }: CpuClass, scope?: IConstruct): void {
  if (features === undefined || engine.cpuFeatures) return;
  throw new UsageError(
    'engine-and-cpu-class',
    `engine '${engine.type}' does not support \`features\`, got: ${JSON.stringify(features)} of CPU class '${name}'; drop \`features\` or choose engine 'warp'`,
    scope,
  );
}

export { isOlderKernel as isOlder };
