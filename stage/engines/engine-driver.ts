import type { CaptureSpec, EngineKeys } from '../../contract';
import type { EngineData } from '../../engines';
import type { Failure } from '../../kit/report/failure';
import type { CaptureSession } from './capture-session';

/** What an engine leaves behind when the checkpoint is proven. */
export interface TakenCheckpoint {
  /** What took it, as a person calls it. */
  readonly engineName: string;
  readonly engineVersion: string;
  /** Seconds of the boot clock that a node must have reached: 0 when the JVM sets its own clock right. */
  readonly clockSeconds: number;
  /** What the restore must know, as it goes into the checkpoint manifest. */
  readonly manifest: EngineKeys;
  /** Files of the checkpoint folder that belong to the capture and not to the checkpoint. */
  readonly excludedFiles: readonly string[];
}

/**
 * Takes checkpoints with one engine. `checkpoint` resolves only when the engine's own evidence shows a complete
 * checkpoint and the service has ended; otherwise it rejects with a `checkpoint-failed` failure. The restore is a
 * function of `start`.
 */
export interface EngineDriver {
  readonly data: EngineData;
  /** The program of the runtime layer that starts the service for its capture. */
  readonly captureEntrypoint: string;
  /** Files that the checkpoint folder holds before the service starts, by name. */
  captureFiles(spec: CaptureSpec): Readonly<Record<string, string>>;
  /** Whether the service triggers its own checkpoint, so that the stage neither waits for readiness nor warms it up. */
  asksItself(spec: CaptureSpec): boolean;
  /**
   * Runs the hooks for a checkpoint that is then called off, so that those of a restored copy are not the first ones.
   * Returns false when none ran, because neither the engine nor the service can run them.
   */
  dryRunHooks(session: CaptureSession): Promise<boolean>;
  checkpoint(session: CaptureSession): Promise<TakenCheckpoint>;
  /** Knows why a service ended early when the engine is to blame, from what it printed; else undefined. */
  explainExit(output: string): Failure | undefined;
}
