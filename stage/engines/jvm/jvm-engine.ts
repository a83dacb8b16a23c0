import type { EngineKeys } from '../../../contract';
import type { EngineData } from '../../../engines';
import type { Failure } from '../../../kit/report/failure';
import type { CaptureSession } from '../capture-session';
import type { EngineDriver } from '../engine-driver';

export interface Jvm {
  readonly pid: number;
  readonly java: string;
}

/** How the checkpoint began, and how long the container may take to end. */
export type Begun =
  | { readonly kind: 'told'; readonly said: string; readonly seconds: number }
  | { readonly kind: 'asked'; readonly seconds: number };

/** What differs between engines whose JVM takes the checkpoint itself. */
export interface JvmEngine {
  readonly data: EngineData;
  /** For display, before the version. */
  readonly name: string;
  readonly captureEntrypoint: 'capture-jvm' | 'capture-bare';
  /** What a JDK without it lacks, and an image that has it. */
  readonly needs: { readonly feature: string; readonly image: string };
  /** A harmless command of its `jcmd`. */
  readonly harmless: string;
  /** How long the container may take to end after `jcmd` has. */
  readonly endSeconds: number;
  readonly captureFiles: EngineDriver['captureFiles'];
  readonly rewrite: EngineDriver['rewrite'];
  readonly readMemory: EngineDriver['readMemory'];
  /** Files that are not part of the checkpoint. */
  readonly excludedFiles: readonly string[];
  /** Returns the keys of the manifest by which `start` restores it. */
  manifest(jvm: Jvm, environment: ReadonlyMap<string, string>): EngineKeys;
  /** Returns which evidence of a complete checkpoint is missing. */
  lacking(session: CaptureSession, output: string): Promise<readonly string[]>;
  /** Returns what the engine wrote about a failure, as far as it is known. */
  diagnose(session: CaptureSession, output: string): Promise<Failure | undefined>;
}
