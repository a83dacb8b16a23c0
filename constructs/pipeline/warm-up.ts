import type { CaptureSpecInput } from '../../contract';
import { WarmUpUntil } from './warm-up-until';

/** A request to the service, and the status that it must be answered with. */
export interface HttpRequest {
  /**
   * The HTTP method in capital letters.
   *
   * @default 'GET'
   */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

  /** A path that starts with /. */
  readonly path: string;

  /**
   * Names of headers and their values.
   *
   * @default - the content type that belongs to the body
   */
  readonly headers?: Readonly<Record<string, string>>;

  /**
   * A body that is sent as JSON.
   *
   * @default - no body, unless there is a `body`
   */
  readonly json?: HttpRequestJson;

  /**
   * A body that is sent as it is.
   *
   * @default - no body, unless there is `json`
   */
  readonly body?: string;

  /**
   * The status of the answer.
   *
   * @default 200
   */
  readonly status?: number;
}

/** Anything that JSON can say. */
export type HttpRequestJson =
  string | number | boolean | null | HttpRequestJson[] | { [name: string]: HttpRequestJson };

export interface WarmUpOptions {
  /**
   * Requests under way at the same time.
   *
   * @default 1
   */
  readonly concurrency?: number;

  /**
   * When the warm-up ends.
   *
   * @default WarmUpUntil.steady()
   */
  readonly until?: WarmUpUntil;

  /**
   * The share of requests that may be answered otherwise than expected, 0 to 1.
   *
   * @default 0
   */
  readonly allowedFailureRate?: number;
}

/**
 * What the service does before it is frozen, so that its classes are loaded and its hot code is compiled. A checkpoint is
 * as warm as its warm-up: send what production sends.
 */
export class WarmUp {
  /** A list of HTTP requests, sent over and over until the warm-up ends. */
  public static http(requests: readonly HttpRequest[], options: WarmUpOptions = {}): WarmUp {
    return new WarmUp(requests, options);
  }

  private constructor(
    private readonly requests: readonly HttpRequest[],
    private readonly options: WarmUpOptions,
  ) {}

  /** As the capture spec says it. @internal */
  public _render(): CaptureSpecInput['warmUp'] {
    const { allowedFailureRate, concurrency, until = WarmUpUntil.steady() } = this.options;
    return {
      requests: this.requests.map((request) => ({ ...request, headers: { ...request.headers } })),
      concurrency,
      allowedFailureRate,
      until: until._render(),
    };
  }
}
