import type { CaptureSpec, WarmUpRequest } from '../../../contract';
import { NoAnswer, requestLine } from '../../../kit/http/http-client';
import type { HttpClient } from '../../../kit/http/http-client';
import type { Ending } from './ending';

const FAILURES_KEPT = 5;
const FAILURES_BEFORE_GIVING_UP = 50;
const BODY_SHOWN = 200;
const PROGRESS_EVERY_MS = 1000;

export interface LoadOptions {
  readonly client: HttpClient;
  readonly warmUp: CaptureSpec['warmUp'];
  readonly end: Ending;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

export interface LoadResult {
  readonly sent: number;
  readonly failed: number;
  /** The last unexpected responses. */
  readonly lastFailures: readonly string[];
}

/** Sends the declared requests round after round, several at a time, until the warm-up ends. */
export async function sendLoad(options: LoadOptions): Promise<LoadResult> {
  const { client, end, progress, signal, warmUp } = options;
  const lastFailures: string[] = [];
  let sent = 0;
  let failed = 0;
  let nextProgress = performance.now() + PROGRESS_EVERY_MS;
  const hopeless = () => failed >= FAILURES_BEFORE_GIVING_UP && failed / sent > warmUp.allowedFailureRate;

  const worker = async () => {
    for (let number = sent; !end.reached(number) && !hopeless(); number = sent) {
      sent += 1;
      const request = warmUp.requests[number % warmUp.requests.length] as WarmUpRequest;
      const outcome = await sendOne(client, request, signal);
      if (typeof outcome === 'number') {
        end.measured(outcome);
      } else {
        failed += 1;
        lastFailures.push(outcome.failure);
        if (lastFailures.length > FAILURES_KEPT) lastFailures.shift();
      }
      if (performance.now() >= nextProgress) {
        nextProgress += PROGRESS_EVERY_MS;
        progress(`${sent} requests, ${end.describe()}`);
      }
    }
  };
  await Promise.all(Array.from({ length: warmUp.concurrency }, worker));
  return { sent, failed, lastFailures };
}

/** Returns the latency of an expected response in milliseconds, or how the request failed. */
async function sendOne(
  client: HttpClient,
  request: WarmUpRequest,
  signal: AbortSignal,
): Promise<number | { failure: string }> {
  try {
    const answer = await client.send(request, signal);
    if (answer.status === request.status) return answer.ms;
    const body = answer.body.slice(0, BODY_SHOWN).replaceAll('\n', ' ');
    return { failure: `${requestLine(request)} answered ${answer.status}, expected ${request.status}: ${body}` };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { failure: error.message };
  }
}
