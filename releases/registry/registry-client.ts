import { Failure } from '../../kit/report/failure';
import { waitUntil, WaitTimeout } from '../../kit/wait';

// An unresponsive registry must not block a run or its clean-up.
const ANSWER_MS = 60_000;
const BUSY_MS = 60_000;
const INTERVAL_MS = 250;
const TOO_MANY = 429;

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How a client makes requests. */
export interface RegistryClientOptions {
  /** Headers of each request, for example a login. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  /**
   * How long a registry is asked again that answers that there are too many requests.
   * @default 60 s
   */
  readonly busyMs?: number;
}

/** Requests of the distribution protocol, over HTTP. */
export class RegistryClient {
  public constructor(
    private readonly options: RegistryClientOptions,
    private readonly signal?: AbortSignal,
  ) {}

  /** Makes a request; every status but the expected ones is a failure. */
  public async call(
    method: Method,
    url: string,
    expected: readonly number[],
    options: RequestOptions = {},
  ): Promise<Answer> {
    const answer = await this.patiently(() => this.send(method, url, options));
    if (expected.includes(answer.status)) return answer;
    throw new Failure(
      'publish-failed',
      `registry answered ${answer.status} to ${method} ${url}: ${answer.body.slice(0, 500).trim()}`,
      answer.status === TOO_MANY
        ? 'it limits requests: try again in some minutes, or log in, which raises the limit of most registries'
        : 'check that the repository exists and that you may read it, and write to it to publish',
    );
  }

  /** A registry that limits requests has done nothing, so any of them can be made again, not before it says. */
  private async patiently(send: () => Promise<Answer>): Promise<Answer> {
    let last: Answer | undefined;
    let notBefore = 0;
    const pace = { timeoutMs: this.options.busyMs ?? BUSY_MS, intervalMs: INTERVAL_MS, signal: this.signal };
    try {
      return await waitUntil<Answer>(pace, async () => {
        if (performance.now() >= notBefore) {
          last = await send();
          if (last.status !== TOO_MANY) return { found: last };
          notBefore = performance.now() + secondsToWait(last) * 1000;
        }
        return { seen: 'too many requests' };
      });
    } catch (error) {
      if (!(error instanceof WaitTimeout) || last === undefined) throw error;
      return last;
    }
  }

  private async send(method: Method, url: string, options: RequestOptions): Promise<Answer> {
    const headers = { ...(await this.options.headers()), ...options.headers };
    const limit = AbortSignal.timeout(ANSWER_MS);
    const signal = this.signal === undefined ? limit : AbortSignal.any([this.signal, limit]);
    try {
      const response = await fetch(url, { method, headers, body: options.body ?? null, signal });
      return { status: response.status, headers: response.headers, body: await response.text() };
    } catch (error) {
      if (this.signal?.aborted === true) throw error;
      throw new Failure(
        'publish-failed',
        `registry did not answer ${method} ${url}: ${reason(error)}`,
        'check that the registry runs and can be reached',
        { cause: error },
      );
    }
  }
}

/** The header may be a date as well, which registries do not send. */
function secondsToWait({ headers }: Answer): number {
  const seconds = Number(headers.get('retry-after') ?? 1);
  return Number.isFinite(seconds) ? seconds : 1;
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
