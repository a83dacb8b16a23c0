import type { CAPTURE_SPEC_VERSION } from '../../contract';
import type { CaptureCheckpoint } from './checkpoint-fields';
import type { CaptureCompanion } from './companion-fields';
import type { CapturePublish } from './publish-fields';
import type { CaptureGate, CaptureWarmUp } from './request-fields';
import type {
  CaptureBuild,
  CaptureCpuClass,
  CaptureCredentials,
  CaptureEngine,
  CaptureImages,
  CaptureReadiness,
  CaptureRun,
} from './service-fields';

/** Every field of a capture spec, by the name and with the unit that it has in the file. */
export interface CaptureSpecFields {
  /** The version of the format. @default - the current one */
  readonly version?: typeof CAPTURE_SPEC_VERSION;

  /** The service as it is named in the registry and in Kubernetes: up to 40 of a-z, 0-9 and -, a letter first. */
  readonly service: string;

  /** How the service's image is built; not beside `image`. @default - `image`, or a build of the folder of the spec */
  readonly build?: CaptureBuild;

  /** An image that exists already, instead of `build`. @default - the image is built */
  readonly image?: string;

  /** What checkpoints and restores the JVM. @default - engine `criu` */
  readonly engine?: CaptureEngine;

  /** The nodes on which the checkpoint may be restored. @default - the class of the pipeline */
  readonly cpuClass?: CaptureCpuClass;

  /** AWS credentials during capture and gate. @default - the pipeline makes a role that may do nothing */
  readonly credentials?: CaptureCredentials;

  /** Images that the stage itself needs. A pipeline needs `images.debian`. @default {} */
  readonly images?: CaptureImages;

  /** How the service runs in its pod. */
  readonly run: CaptureRun;

  /** What the service needs beside it, at most 20, each with a name of its own. @default [] */
  readonly companions?: readonly CaptureCompanion[];

  /** How it is known that the service can be used. */
  readonly readiness: CaptureReadiness;

  /** How the service is warmed up: what is warm is in the checkpoint. */
  readonly warmUp: CaptureWarmUp;

  /** When the service is checkpointed. @default - after the warm-up */
  readonly checkpoint?: CaptureCheckpoint;

  /** What the checkpoint must pass before it is a release. @default - two copies, restored at the same time */
  readonly gate?: CaptureGate;

  /** Where a rehearsal keeps its release; a pipeline has its `repository` and its `stores`. @default {} */
  readonly publish?: CapturePublish;
}

/** A capture spec as it is written, with its version. */
export interface CaptureDocument extends CaptureSpecFields {
  /** The version of the format, which a document says. */
  readonly version: typeof CAPTURE_SPEC_VERSION;
}
