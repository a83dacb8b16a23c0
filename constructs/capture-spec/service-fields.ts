import type { EngineType } from '../../contract';
/** How an image is built. */
export interface CaptureImageBuild {
  /** The build context, relative to the capture spec. @default '.' */
  readonly context?: string;

  /** The Dockerfile, relative to the context. @default 'Dockerfile' */
  readonly dockerfile?: string;

  /** Build arguments and their values. @default {} */
  readonly args?: Readonly<Record<string, string>>;
}

/** How the service's image is built. */
export interface CaptureBuild extends CaptureImageBuild {
  /** The Dockerfile stage to build. @default - the last one */
  readonly target?: string;
}

/** The engine that checkpoints and restores the JVM. */
export interface CaptureEngine {
  /** The name of the engine. */
  readonly type: EngineType;
}

/** The set of node types on which the checkpoint may be restored. */
export interface CaptureCpuClass {
  /** The value of the node label: up to 40 of a-z, 0-9 and -; `local` requires no label. */
  readonly name: string;

  /**
   * The CPU features that the JVM may use, for engines whose JDK supports the option: `native`, `generic` or two
   * hexadecimal masks.
   *
   * @default - chosen by the JVM
   */
  readonly features?: string;
}

/** How the service runs in its pod, and likewise during capture and gate. */
export interface CaptureRun {
  /** The TCP port on which it listens, 1 to 65535. */
  readonly port: number;

  /** Environment variables of the service. They end up in the checkpoint: never a secret. @default {} */
  readonly env?: Readonly<Record<string, string>>;

  /** CPUs, 0.1 to 256; the JVM counts its processors only once. Required in a pipeline. @default 1 */
  readonly cpu?: number;

  /** Memory in MiB, 64 to 1048576; the JVM sizes its heap only once. Required in a pipeline. @default 1024 */
  readonly memoryMiB?: number;

  /** Whether the pod's root file system is read-only; captured files are then on volumes. @default false */
  readonly readOnlyRoot?: boolean;
}

/** AWS credentials of the service during capture and gate. */
export interface CaptureCredentials {
  /** The ARN of the role whose short-lived session the service gets. */
  readonly roleArn: string;

  /**
   * How long a session works, in seconds: 60 to 3600. The capture and each copy in the gate have separate sessions.
   * @default 300
   */
  readonly sessionSeconds?: number;
}
