import { errors, Pool } from 'undici';
import type { GateRequest, WarmUpRequest } from '../../contract';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** Keyed by lower-case name; a header such as `set-cookie` may occur more than once. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly ms: number;
}

/** A request declared in the capture spec. */
export type DeclaredRequest = WarmUpRequest | GateRequest;

const REQUEST_TIMEOUT_MS = 30_000;
const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE'];

/** A request could not be sent, the service closed the connection, or it did not answer in time. */
export class NoAnswer extends Error {
  public override readonly name = 'NoAnswer';
}

/** HTTP client of one service. Call `close` before a checkpoint: an open connection would be part of it. */
export class HttpClient {
  private readonly pool: Pool;

  public constructor(
    baseUrl: string,
    connections = 1,
    /** What the service is called in every request, whatever the address behind it; the address if left out. */
    private readonly host?: string,
  ) {
    this.pool = new Pool(baseUrl, {
      connections,
      pipelining: 1,
      headersTimeout: REQUEST_TIMEOUT_MS,
      bodyTimeout: REQUEST_TIMEOUT_MS,
      // The name in the service's certificate is not that of this machine.
      connect: { rejectUnauthorized: false },
    });
  }

  public async send(request: DeclaredRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    try {
      return await this.exchangeAgain(request, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isNoAnswer(error)) throw error;
      throw new NoAnswer(`${requestLine(request)} got no answer: ${error.message}`, { cause: error });
    }
  }

  /**
   * Some servers close a connection after a response without saying so: a request that may be repeated is sent again over
   * a new one (RFC 9110, 9.2.2).
   */
  private async exchangeAgain(request: DeclaredRequest, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    try {
      return await this.exchange(request, signal);
    } catch (error) {
      if (!(error instanceof errors.SocketError) || !IDEMPOTENT.includes(request.method)) throw error;
      return this.exchange(request, signal);
    }
  }

  private async exchange(request: DeclaredRequest, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const began = performance.now();
    const response = await this.pool.request({
      method: request.method,
      path: request.path,
      headers: requestHeaders(request, this.host),
      body: request.json === undefined ? (request.body ?? null) : JSON.stringify(request.json),
      signal: signal ?? null,
    });
    const body = await response.body.text();
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, value === undefined ? [] : [value].flat()]),
    );
    return { status: response.statusCode, body, headers, ms: performance.now() - began };
  }

  /** Waits for pending requests and closes every connection. */
  public async close(): Promise<void> {
    await this.pool.close();
  }

  public async destroy(): Promise<void> {
    await this.pool.destroy();
  }
}

/** What a request declares counts, also for the host. */
function requestHeaders({ headers, json }: DeclaredRequest, host: string | undefined): Record<string, string> {
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'host');
  return {
    ...(host === undefined || isGiven ? {} : { host }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
}

/**
 * Errors of sockets name a system call; all others, also of a header that cannot be sent and of a response that is not
 * HTTP, are undici's own.
 */
function isNoAnswer(error: unknown): error is Error {
  const isOwn = error instanceof errors.UndiciError || error instanceof errors.HTTPParserError;
  return isOwn || (error instanceof Error && 'syscall' in error);
}

/** Formats a request as `METHOD path`. */
export function requestLine(request: DeclaredRequest): string {
  return `${request.method} ${request.path}`;
}
