import type { CaptureImageBuild } from './service-fields';

/** A path of a companion that tells whether it can be used. */
export interface CaptureCompanionHttp {
  /** The path that is asked with GET. */
  readonly path: string;

  /** The status that it answers when the companion is ready. @default 200 */
  readonly status?: number;
}

/** How it is known that a companion can be used: exactly one of `tcp` and `http`. */
export interface CaptureCompanionReadiness {
  /** Ready when a path answers. @default - `tcp` says when */
  readonly http?: CaptureCompanionHttp;

  /** Ready when the port accepts a connection. @default - `http` says when */
  readonly tcp?: true;

  /** How long it may take to get ready, in seconds, at most 600. @default 60 */
  readonly timeoutSeconds?: number;
}

/** What the service needs beside it while it is captured and proven: exactly one of `image`, `build` and `command`. */
export interface CaptureCompanion {
  /** The host name at which the service reaches it: up to 40 of a-z, 0-9 and -, a letter first. */
  readonly name: string;

  /** An image to run. @default - it is built, or a command */
  readonly image?: string;

  /** An image to build and run. @default - it is an image already, or a command */
  readonly build?: CaptureImageBuild;

  /** A program and its arguments, run beside the spec and listening on 127.0.0.1. @default - it is an image, or built */
  readonly command?: readonly string[];

  /** The port at which the service reaches it, 1 to 65535. */
  readonly port: number;

  /** Variables of the companion. @default {} */
  readonly env?: Readonly<Record<string, string>>;

  /** How it is known that it can be used. @default - its port accepts a connection */
  readonly readiness?: CaptureCompanionReadiness;
}
