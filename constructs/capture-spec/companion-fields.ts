import type { CaptureReadinessExec } from './readiness-fields';
import type { CaptureImageBuild } from './service-fields';

/** A path of a companion that shows whether it is ready. */
export interface CaptureCompanionHttp {
  /** The path requested with GET. */
  readonly path: string;

  /** The status returned when the companion is ready. @default 200 */
  readonly status?: number;
}

/** The health of a gRPC server, by grpc.health.v1.Health without TLS. */
export interface CaptureCompanionGrpc {
  /** The name for which the health service is asked. @default - the server as a whole */
  readonly service?: string;
}

/** How to tell that a companion is ready: exactly one of `http`, `tcp`, `grpc` and `exec`. */
export interface CaptureCompanionReadiness {
  /** Ready when a path returns the status. @default - another member is used */
  readonly http?: CaptureCompanionHttp;

  /** Ready when the port accepts a connection. @default - another member is used */
  readonly tcp?: true;

  /** Ready when the health service of gRPC answers SERVING. @default - another member is used */
  readonly grpc?: CaptureCompanionGrpc;

  /** Ready when a command ends with status 0; not for a companion that is a `command`. @default - another member is used */
  readonly exec?: CaptureReadinessExec;

  /** How long it may take to become ready, in seconds, at most 600. @default 60 */
  readonly timeoutSeconds?: number;
}

/** A dependency of the service during capture and gate: exactly one of `image`, `build` and `command`. */
export interface CaptureCompanion {
  /** The host name under which the service reaches it: up to 40 of a-z, 0-9 and -, a letter first. */
  readonly name: string;

  /** An image to run. @default - `build` or `command` is used */
  readonly image?: string;

  /** An image to build and run. @default - `image` or `command` is used */
  readonly build?: CaptureImageBuild;

  /**
   * A program and its arguments, run in the spec's folder, listening on 127.0.0.1. @default - `image` or `build` is
   * used
   */
  readonly command?: readonly string[];

  /** The port on which the service reaches it, 1 to 65535. */
  readonly port: number;

  /** Variables of the companion. @default {} */
  readonly env?: Readonly<Record<string, string>>;

  /** How to tell that it is ready. @default - its port accepts a connection */
  readonly readiness?: CaptureCompanionReadiness;
}
