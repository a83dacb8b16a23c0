import { HttpClient } from '../http';
import type { HttpAnswer } from '../http';
import { Failure } from '../report';
import { progressOf } from '../stage-context';
import type { StageContext } from '../stage-context';
import { sendLoad } from '../warm-up/load';
import type { LoadResult } from '../warm-up/load';
import { capturedOutput, requireRunning } from './service-output';
import type { Ready, Warmed } from './states';

/** Warms the service up as declared, notes its answers to the gate's requests, and leaves no connection open. */
export async function warmUp(context: StageContext, ready: Ready): Promise<Warmed> {
  const { signal, spec } = context;
  const client = new HttpClient(ready.sandbox.baseUrl, spec.warmUp.concurrency);
  try {
    const load = await sendLoad({ client, warmUp: spec.warmUp, signal, progress: progressOf(context, 'warm-up') });
    await requireRunning(context, ready.container);
    if (load.failed / load.sent > spec.warmUp.allowedFailureRate) throw await tooManyFailures(context, ready, load);
    return { ...ready, answers: await gateAnswers(context, client), requests: load.sent };
  } finally {
    await client.destroy();
  }
}

async function gateAnswers(context: StageContext, client: HttpClient): Promise<HttpAnswer[]> {
  const answers: HttpAnswer[] = [];
  for (const request of context.spec.gate.requests) {
    const answer = await client.send(request, context.signal);
    if (answer.status !== request.status) {
      throw new Failure(
        'warm-up-failed',
        `the captured service answered ${answer.status} to the gate's ${request.method} ${request.path}, expected ${request.status}: ${answer.body.slice(0, 300)}`,
        'mend the request in `gate.requests`, or its `status`',
      );
    }
    answers.push(answer);
  }
  return answers;
}

async function tooManyFailures(context: StageContext, ready: Ready, load: LoadResult): Promise<Failure> {
  const { allowedFailureRate } = context.spec.warmUp;
  return new Failure(
    'warm-up-failed',
    `${load.failed} of ${load.sent} warm-up requests failed, allowed is a share of ${allowedFailureRate}; the last ones:\n` +
      `${load.lastFailures.map((line) => `  ${line}`).join('\n')}\n` +
      `the service: ${await capturedOutput(context.engine, ready.container)}`,
    'mend the service or the requests; `warmUp.allowedFailureRate` allows a share of failures',
  );
}
