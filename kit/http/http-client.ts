import { Pool } from 'undici';
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

/** HTTP client of one service. Call `close` before a checkpoint: an open connection would be part of it. */
export class HttpClient {
  private readonly pool: Pool;

  public constructor(baseUrl: string, connections = 1) {
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
    const began = performance.now();
    const response = await this.pool.request({
      method: request.method,
      path: request.path,
      headers: requestHeaders(request),
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

function requestHeaders(request: DeclaredRequest): Record<string, string> {
  return request.json === undefined
    ? { ...request.headers }
    : { 'content-type': 'application/json', ...request.headers };
}

/** Formats a request as `METHOD path`. */
export function requestLine(request: DeclaredRequest): string {
  return `${request.method} ${request.path}`;
}
