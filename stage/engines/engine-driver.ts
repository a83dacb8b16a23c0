import type { CaptureSpec, EngineKeys, FileRange, MemoryMode } from '../../contract';
import type { EngineData } from '../../engines';
import type { Failure } from '../../kit/report/failure';
import type { CaptureSession } from './capture-session';
import type { CheckpointMemory } from './checkpoint-memory';

/** A verified checkpoint. */
export interface TakenCheckpoint {
  /** The engine's name and version, for display. */
  readonly engineName: string;
  readonly engineVersion: string;
  /**
   * The boot clock a node must have reached, in seconds; 0 if the JVM corrects its own clock, absent if the clock library
   * does.
   */
  readonly clockSeconds?: number;
  /** The engine's keys for the checkpoint manifest, needed by the restore. */
  readonly manifest: EngineKeys;
  /** Files in the checkpoint folder that are not part of the checkpoint. */
  readonly excludedFiles: readonly string[];
}

/** The pages that a restored copy uses until it has answered. */
export interface WorkingSet {
  /** Numbers of pages of its memory, which are copied as well as mapped. */
  readonly written: ReadonlySet<number>;
  /** Numbers of pages of the memory file, which the kernel reads ahead. */
  readonly read: ReadonlySet<number>;
}

/** What becomes of the memory of a checkpoint. */
export interface RewriteOptions {
  readonly memory: MemoryMode;
  /** Undefined for the copies that show it. */
  readonly workingSet: WorkingSet | undefined;
}

/** What a restore does with the memory of the checkpoint, in bytes. */
export interface RewrittenCheckpoint {
  readonly mappedBytes: number;
  readonly copiedBytes: number;
  /** The PID of the process whose memory is mapped; undefined if all is copied. */
  readonly mappedProcess: number | undefined;
  /** What a restored copy uses first of the memory file. */
  readonly readAhead: readonly FileRange[];
  /** What it asks of the kernel, words of `contract/kernel-needs.ts`. */
  readonly kernelNeeds: readonly string[];
  /** Deleted files that the service had open or mapped: a restore makes them again for a moment. */
  readonly deletedPaths: readonly string[];
}

export type RewriteCheckpoint = (source: string, target: string, options: RewriteOptions) => RewrittenCheckpoint;

/**
 * Takes checkpoints with one engine. `checkpoint` resolves only when the engine has verified the checkpoint and the
 * service has ended; otherwise it rejects with a `checkpoint-failed` failure. Restoring is up to `start`.
 */
export interface EngineDriver {
  readonly data: EngineData;
  /** The program of the runtime layer that starts the service for its capture. */
  readonly captureEntrypoint: string;
  /**
   * Rewrites the files of a checkpoint from one folder into another; undefined if the engine restores them as they are.
   */
  readonly rewrite: RewriteCheckpoint | undefined;
  /**
   * Reads the memory of a checkpoint in a folder; undefined if its files are read as they are.
   */
  readonly readMemory: ((folder: string) => CheckpointMemory) | undefined;
  /** The variable from which the JVM of the capture takes the engine's options. */
  optionVariable(spec: CaptureSpec): string;
  /** Files to place in the checkpoint folder before the service starts, by name. */
  captureFiles(spec: CaptureSpec): Readonly<Record<string, string>>;
  /** Whether the service triggers its own checkpoint; the stage then neither waits for readiness nor warms it up. */
  asksItself(spec: CaptureSpec): boolean;
  /**
   * Runs the hooks for a checkpoint that is then called off, so that they do not run for the first time in a restored
   * copy, and collects garbage as `collectGarbage` does. Returns false when none ran, because the engine or the service
   * cannot run them.
   */
  dryRunHooks(session: CaptureSession): Promise<boolean>;
  /**
   * Has the service give memory back while it works: garbage, and what its heap and the C library keep. Returns false when
   * the engine does it at the checkpoint, or the service cannot. Requests that follow make it as fast as before.
   */
  collectGarbage(session: CaptureSession): Promise<boolean>;
  checkpoint(session: CaptureSession): Promise<TakenCheckpoint>;
  /** Explains an early exit of the service from its output if the engine caused it; otherwise undefined. */
  explainExit(output: string): Failure | undefined;
}
