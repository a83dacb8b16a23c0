import type { CAPTURE_SPEC_VERSION } from '../../contract';
import type { CaptureCheckpoint } from './checkpoint-fields';
import type { CaptureGate } from './gate-fields';
import type { CaptureCompanion } from './companion-fields';
import type { CapturePublish } from './publish-fields';
import type { CaptureReadiness } from './readiness-fields';
import type { CaptureWarmUp } from './request-fields';
import type { CaptureBuild, CaptureCpuClass, CaptureCredentials, CaptureEngine, CaptureRun } from './service-fields';

/** The fields of a capture spec, with the same names and units as in the file. */
export interface CaptureSpecFields {
  /** The version of the format. @default - the current one */
  readonly version?: typeof CAPTURE_SPEC_VERSION;

  /** The service's name in the registry and in Kubernetes: up to 40 of a-z, 0-9 and -, a letter first. */
  readonly service: string;

  /** How the service's image is built; excludes `image`. @default - `image`, or a build of the spec's folder */
  readonly build?: CaptureBuild;

  /** An existing image to capture instead of `build`. @default - the image is built */
  readonly image?: string;

  /** The engine that checkpoints and restores the JVM. @default - engine `criu` */
  readonly engine?: CaptureEngine;

  /** The nodes on which the checkpoint may be restored. @default - the class of the pipeline */
  readonly cpuClass?: CaptureCpuClass;

  /** AWS credentials during capture and gate. @default - the pipeline creates a role without permissions */
  readonly credentials?: CaptureCredentials;

  /** How the service runs in its pod. */
  readonly run: CaptureRun;

  /** What the service depends on, at most 20, each with a unique name. @default [] */
  readonly companions?: readonly CaptureCompanion[];

  /** How to tell that the service is ready. */
  readonly readiness: CaptureReadiness;

  /** How the service is warmed up; the checkpoint contains the warmed-up JVM. */
  readonly warmUp: CaptureWarmUp;

  /** When the service is checkpointed. @default - after the warm-up */
  readonly checkpoint?: CaptureCheckpoint;

  /** What the checkpoint must pass to become a release. @default - two copies, restored at the same time */
  readonly gate?: CaptureGate;

  /** Where a rehearsal keeps its release; a pipeline uses its `repository` and `stores`. @default {} */
  readonly publish?: CapturePublish;
}

/** A complete capture spec document, including its version. */
export interface CaptureDocument extends CaptureSpecFields {
  /** The version of the format, required in a document. */
  readonly version: typeof CAPTURE_SPEC_VERSION;
}
