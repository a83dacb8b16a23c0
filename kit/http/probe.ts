import { connect } from 'node:net';
import { Agent, errors, request } from 'undici';
import type { Observation } from '../wait';

const CONNECT_TIMEOUT_MS = 2000;
// How long a connection must stay open to count. Docker accepts connections to a published port at once and closes them
// if nothing listens behind it.
const KEPT_MS = 100;

// What a service shows on this machine is made for other names; a pod's probe does not look at it either.
const ANY_CERTIFICATE = new Agent({ connect: { rejectUnauthorized: false } });

/** Requests a path once and checks the status; a failed request is an observation, not an error. */
export async function probeHttp(
  url: string,
  status: number,
  timeoutMs = CONNECT_TIMEOUT_MS,
): Promise<Observation<number>> {
  try {
    const response = await request(url, {
      dispatcher: ANY_CERTIFICATE,
      reset: true,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    await response.body.dump();
    return response.statusCode === status ? { found: response.statusCode } : { seen: `answer ${response.statusCode}` };
  } catch (error) {
    return { seen: error instanceof errors.HTTPParserError ? 'an answer that is not HTTP' : noAnswer(error) };
  }
}

/**
 * Checks once whether a port accepts a connection and keeps it open, which a proxy without a backend does not. Finds
 * when it accepted, in milliseconds since the epoch.
 */
export function probeTcp(host: string, port: number): Promise<Observation<number>> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const answer = (observation: Observation<number>) => {
      socket.destroy();
      resolve(observation);
    };
    let accepted: number | undefined;
    const kept = () => answer(accepted === undefined ? { seen: 'no connection' } : { found: accepted });
    socket.once('connect', () => {
      accepted = performance.timeOrigin + performance.now();
      socket.setTimeout(KEPT_MS);
    });
    socket.once('data', kept);
    socket.once('end', () => answer({ seen: 'the connection was closed at once' }));
    socket.once('timeout', kept);
    socket.once('error', (error) => answer({ seen: noAnswer(error) }));
  });
}

/** Describes a failed request by the code of its error. */
export function noAnswer(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code === undefined ? 'no answer' : `no answer (${code})`;
}
