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
  /** The stage of the Dockerfile to build. @default - the last one */
  readonly target?: string;
}

/** What checkpoints and restores the JVM. */
export interface CaptureEngine {
  /** The engine by its name. */
  readonly type: EngineType;
}

/** The set of node types on which the checkpoint may be restored. */
export interface CaptureCpuClass {
  /** The value of the nodes' label: up to 40 of a-z, 0-9 and -; `local` asks for no label. */
  readonly name: string;

  /**
   * The CPU features that the JVM may use, for engines whose JDK can be told: `native`, `generic` or two hexadecimal masks.
   *
   * @default - the JVM decides
   */
  readonly features?: string;
}

/** How the service runs in its pod, and in the capture and the gate alike. */
export interface CaptureRun {
  /** The TCP port on which it listens, 1 to 65535. */
  readonly port: number;

  /** Variables of the service. They are in the checkpoint: no secret belongs here. @default {} */
  readonly env?: Readonly<Record<string, string>>;

  /** CPUs, 0.1 to 256; the JVM counts its processors once. A pipeline needs it written. @default 1 */
  readonly cpu?: number;

  /** Memory in MiB, 64 to 1048576; the JVM sizes its heap once. A pipeline needs it written. @default 1024 */
  readonly memoryMiB?: number;

  /** Whether the pod's root file system is read-only; captured files are on volumes then. @default false */
  readonly readOnlyRoot?: boolean;
}

/** How it is known that the service can be used. */
export interface CaptureReadiness {
  /** The path that is asked with GET. */
  readonly path: string;

  /** The status that it answers when the service is ready. @default 200 */
  readonly status?: number;

  /** How long the service may take to get ready, in seconds, at most 3600. @default 120 */
  readonly timeoutSeconds?: number;
}

/** AWS credentials of the service during capture and gate. */
export interface CaptureCredentials {
  /** The role whose short session the service gets. */
  readonly roleArn: string;

  /** How long a session is valid, in seconds: 900 to 3600. Capture and each copy of the gate get their own. @default 900 */
  readonly sessionSeconds?: number;
}

/** Images that the stage itself needs. */
export interface CaptureImages {
  /** Debian forky by digest, from which the runtime layer is built. @default - a rehearsal has one of its own */
  readonly debian?: string;
}
