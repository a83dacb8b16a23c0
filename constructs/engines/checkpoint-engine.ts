import { captureJvmOptions, ENGINES } from '../../engines';
import type { EngineData } from '../../engines';
import { UsageError } from '../core/errors';
import type { CpuClass } from './cpu-class';
import { validateFit } from './engine-fit';

/**
 * What freezes and thaws the service's JVM.
 *
 * The engine decides which JDK the service's image must have, which privileges capture and pod need, and what may
 * change at a restore. `warp` needs no privilege at all and is the default everywhere.
 */
export class CheckpointEngine {
  /** Azul's Warp, on an Azul Zulu JDK with CRaC: no capabilities, no root. */
  public static warp(): CheckpointEngine {
    return new CheckpointEngine(ENGINES.warp);
  }

  /** A JDK with CRaC that drives CRIU; needs CHECKPOINT_RESTORE and SYS_PTRACE. */
  public static crac(): CheckpointEngine {
    return new CheckpointEngine(ENGINES.crac);
  }

  /** IBM Semeru or Eclipse OpenJ9 with its CRIU support; needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP. */
  public static openj9(): CheckpointEngine {
    return new CheckpointEngine(ENGINES.openj9);
  }

  /** Any stock JDK 17 or newer, frozen from outside by CRIU; needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP. */
  public static criu(): CheckpointEngine {
    return new CheckpointEngine(ENGINES.criu);
  }

  /** The engine's name, as in the capture spec and the release record. */
  public readonly type: string;

  private constructor(private readonly data: EngineData) {
    this.type = data.type;
  }

  /** A repository of images with a JDK that the engine can freeze. */
  public get jdkImage(): string {
    return this.data.jdkImage;
  }

  /** The oldest Linux kernel, of the capture host and of the nodes. */
  public get minimumKernel(): string {
    return this.data.minimumKernel;
  }

  /** What the JVM is started with for the capture on hosts of a CPU class. */
  public captureJvmOptions(cpuClass: CpuClass): readonly string[] {
    return captureJvmOptions(this.data, cpuClass.features);
  }

  /** Everything known of the engine. @internal */
  public get _data(): EngineData {
    return this.data;
  }

  /** Refuses a class on whose hosts the engine cannot capture, and an engine that the stage cannot run. @internal */
  public _validate(cpuClass: CpuClass): void {
    validateFit(this.data, cpuClass);
    this.validateFeatures(cpuClass);
    this.validateRunHalf();
  }

  private validateRunHalf(): void {
    if (this.data.hasRunHalf) return;
    const able = Object.values(ENGINES).filter(({ hasRunHalf }) => hasRunHalf);
    throw new UsageError(
      'engine-not-supported',
      `engine '${this.type}' cannot be run by this version of the stage; choose ${able.map(({ type }) => type).join(' or ')}`,
    );
  }

  private validateFeatures({ features, name }: CpuClass): void {
    if (features === undefined || this.data.cpuFeatures) return;
    throw new UsageError(
      'engine-and-cpu-class',
      `the JVM of engine '${this.type}' cannot be told \`features\`, got: ${JSON.stringify(features)} of CPU class '${name}'; drop \`features\` or choose engine 'warp'`,
    );
  }
}
