/** A JSON value. */
export type CaptureJson =
  string | number | boolean | null | readonly CaptureJson[] | { readonly [name: string]: CaptureJson };

/** A request and the expected status. */
export interface CaptureRequest {
  /** The HTTP method. @default 'GET' */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

  /** Path and query; starts with /. */
  readonly path: string;

  /** HTTP headers, each a string; must not contain secrets. @default {} */
  readonly headers?: Readonly<Record<string, string>>;

  /** A body sent as JSON, with its content type; excludes `body`. @default - no body */
  readonly json?: CaptureJson;

  /** A body sent unchanged; excludes `json`. @default - no body */
  readonly body?: string;

  /** The expected status of the response. @default 200 */
  readonly status?: number;
}

/** A request that every restored copy must answer like the captured service. */
export interface CaptureGateRequest extends CaptureRequest {
  /**
   * Whether status, headers and body are compared, or only the status, for responses that depend on earlier requests. @default
   * 'answer'
   */
  readonly compare?: 'answer' | 'status';
}

/** How long to send requests at most while latency still falls. */
export interface CaptureSteadiness {
  /** The maximum, in seconds, at most 3600; reaching it is not an error. @default 120 */
  readonly maxSeconds?: number;
}

/** When a warm-up ends: exactly one of the three. */
export interface CaptureWarmUpEnd {
  /** How many times the list of requests is sent, 1 to 1000000. @default - another member is used */
  readonly count?: number;

  /** For how many seconds requests are sent, at most 3600. @default - another member is used */
  readonly seconds?: number;

  /** Requests are sent until latency stops falling. @default - another member is used */
  readonly steady?: CaptureSteadiness;
}

/** How the service is warmed up. */
export interface CaptureWarmUp {
  /**
   * Up to 1000 requests, sent round after round; use what production sends. An empty list is for a service that answers
   * nothing by HTTP: there is no warm-up then.
   */
  readonly requests: readonly CaptureRequest[];

  /** Number of concurrent requests, 1 to 256. @default 1 */
  readonly concurrency?: number;

  /** When the warm-up ends. @default - when latency stops falling */
  readonly until?: CaptureWarmUpEnd;

  /** The share of requests that may fail, 0 to 1. @default 0 */
  readonly allowedFailureRate?: number;
}
