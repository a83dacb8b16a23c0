/** A port of the service that accepts connections when it is ready. */
export interface CaptureReadinessTcp {
  /** The port that is asked. @default - the service's port */
  readonly port?: number;
}

/** The health of a gRPC server, by grpc.health.v1.Health without TLS. */
export interface CaptureReadinessGrpc {
  /** The port that is asked. @default - the service's port */
  readonly port?: number;

  /** The name for which the health service is asked. @default - the server as a whole */
  readonly service?: string;
}

/** A command that says whether its container is ready. */
export interface CaptureReadinessExec {
  /** A program and its arguments, run in the container without a shell: status 0, within 10 s, is ready. */
  readonly command: readonly string[];
}

/** How to tell that the service is ready: exactly one of `path`, `tcp`, `grpc` and `exec`. */
export interface CaptureReadiness {
  /** The path requested with GET. @default - `tcp`, `grpc` or `exec` is used */
  readonly path?: string;

  /** The status that the path returns when the service is ready. @default 200 */
  readonly status?: number;

  /** The port that is asked for the path, for example that of a management server. @default - the service's port */
  readonly port?: number;

  /**
   * How the path is asked. With `https` any certificate is accepted, and without a `port` all requests of the capture
   * use it.
   *
   * @default 'http'
   */
  readonly scheme?: 'http' | 'https';

  /** Ready when a port accepts a connection. @default - `path`, `grpc` or `exec` is used */
  readonly tcp?: CaptureReadinessTcp;

  /** Ready when the health service of gRPC answers SERVING. @default - `path`, `tcp` or `exec` is used */
  readonly grpc?: CaptureReadinessGrpc;

  /** Ready when a command ends with status 0. @default - `path`, `tcp` or `grpc` is used */
  readonly exec?: CaptureReadinessExec;

  /** How long the service may take to become ready, in seconds, at most 3600. @default 120 */
  readonly timeoutSeconds?: number;
}
