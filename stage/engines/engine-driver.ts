import type { CaptureSpec, EngineKeys } from '../../contract';
import type { EngineData } from '../../engines';
import type { Failure } from '../report';
import type { StageContext } from '../stage-context';

/** The container in which the service runs for its capture. */
export interface CaptureContainer {
  readonly container: string;
  /** Numeric user and group of the service. */
  readonly user: string;
}

/** What an engine leaves behind when the freeze is proven. */
export interface FrozenProcess {
  /** What froze it, as a person calls it. */
  readonly engineName: string;
  readonly engineVersion: string;
  /** Seconds of the boot clock that a node must have reached: 0 when the JVM sets its own clock right. */
  readonly clockSeconds: number;
  /** What the restore must know, as it goes into the checkpoint manifest. */
  readonly manifest: EngineKeys;
  /** Files of the checkpoint directory that belong to the capture and not to the checkpoint. */
  readonly leftovers: readonly string[];
}

/**
 * The run half of an engine at capture. An implementation guarantees that `freeze` resolves only when the checkpoint
 * is complete by the engine's own evidence, that the service has ended then, and that it rejects with a
 * `checkpoint-failed` failure otherwise. The restoring half is a function of `start`.
 */
export interface EngineDriver {
  readonly data: EngineData;
  /** The program of the runtime layer that starts the service for its capture. */
  readonly captureEntrypoint: string;
  /** Files that the checkpoint directory holds before the service starts, by name. */
  captureFiles(context: StageContext): Readonly<Record<string, string>>;
  /** Whether the service asks for its checkpoint itself, so that nobody waits until it is ready and warms it up. */
  asksItself(spec: CaptureSpec): boolean;
  /**
   * Has the service run its hooks as for a checkpoint that comes to nothing, so that those of a restored copy are not the
   * first ones. Answers false when none were run, because the engine or the service has nobody who could.
   */
  rehearseHooks(context: StageContext, capture: CaptureContainer): Promise<boolean>;
  freeze(context: StageContext, capture: CaptureContainer): Promise<FrozenProcess>;
  /** Knows why a service ended early when the engine is to blame, from what it printed; else undefined. */
  explainExit(output: string): Failure | undefined;
}
