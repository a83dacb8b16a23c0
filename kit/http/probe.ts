import { connect } from 'node:net';
import { Agent, errors, request } from 'undici';
import type { Dispatcher } from 'undici';
import { startOf } from '../report/shown';
import type { Observation } from '../wait';

const CONNECT_TIMEOUT_MS = 2000;
// How long a connection must stay open to count. Docker accepts connections to a published port at once and closes them
// if nothing listens behind it.
const KEPT_MS = 100;
// A stack or a page of HTML names its cause at its start.
const SHOWN_CHARACTERS = 200;

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
    if (response.statusCode !== status) return { seen: await shownAnswer(response) };
    await response.body.dump();
    return { found: status };
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

/** The status, and the start of the body, which often names the cause. */
async function shownAnswer({ body, statusCode }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    // A character has four bytes at most. Leaving ends the connection.
    if (bytes > 4 * SHOWN_CHARACTERS) break;
  }
  const text = Buffer.concat(chunks).toString('utf8').trim();
  return `answer ${statusCode}${text === '' ? '' : `: ${startOf(text, SHOWN_CHARACTERS)}`}`;
}

/** Describes a failed request by the code of its error. */
export function noAnswer(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code === undefined ? 'no answer' : `no answer (${code})`;
}
