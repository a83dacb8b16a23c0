/** What JSON can say. */
export type CaptureJson =
  string | number | boolean | null | readonly CaptureJson[] | { readonly [name: string]: CaptureJson };

/** A request and the status that it must be answered with. */
export interface CaptureRequest {
  /** The HTTP method. @default 'GET' */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

  /** Path and query; it starts with /. */
  readonly path: string;

  /** HTTP headers, each a string; no secret belongs here. @default {} */
  readonly headers?: Readonly<Record<string, string>>;

  /** A body that is sent as JSON, with its content type; not beside `body`. @default - no body */
  readonly json?: CaptureJson;

  /** A body that is sent as it is; not beside `json`. @default - no body */
  readonly body?: string;

  /** The status of the answer. @default 200 */
  readonly status?: number;
}

/** A request whose answer every restored copy must give as the captured service gave it. */
export interface CaptureGateRequest extends CaptureRequest {
  /** Whether status and body are compared, or the status alone, for answers that depend on earlier requests. @default 'answer' */
  readonly compare?: 'answer' | 'status';
}

/** How long requests are sent at most until latency stops falling. */
export interface CaptureSteadiness {
  /** The bound, in seconds, at most 3600; reaching it is no error. @default 120 */
  readonly maxSeconds?: number;
}

/** When a warm-up ends: exactly one of the three. */
export interface CaptureWarmUpEnd {
  /** How many times the list of requests is sent, 1 to 1000000. @default - another member says when */
  readonly count?: number;

  /** For how many seconds requests are sent, at most 3600. @default - another member says when */
  readonly seconds?: number;

  /** Requests are sent until latency stops falling. @default - another member says when */
  readonly steady?: CaptureSteadiness;
}

/** How the service is warmed up. */
export interface CaptureWarmUp {
  /** 1 to 1000 requests, sent round after round; send what production sends. */
  readonly requests: readonly CaptureRequest[];

  /** Requests under way at the same time, 1 to 256. @default 1 */
  readonly concurrency?: number;

  /** When the warm-up ends. @default - when latency stops falling */
  readonly until?: CaptureWarmUpEnd;

  /** The share of requests that may fail, 0 to 1. @default 0 */
  readonly allowedFailureRate?: number;
}

/** What a captured checkpoint must pass before it is a release. */
export interface CaptureGate {
  /** Copies that are restored at the same time, 2 to 16. @default 2 */
  readonly restores?: number;

  /** How long a restore may take, in seconds, at most 600. @default 60 */
  readonly deadlineSeconds?: number;

  /** Requests whose answers are compared. @default [] */
  readonly requests?: readonly CaptureGateRequest[];

  /** Names of JSON fields that are left out of the comparison, at any depth. @default [] */
  readonly ignore?: readonly string[];

  /** Whether copies that draw the same random numbers, or give out the same ids, are refused. @default true */
  readonly cloneProbe?: boolean;

  /** Names of JSON fields whose values must differ between copies, at any depth. @default [] */
  readonly unique?: readonly string[];
}
