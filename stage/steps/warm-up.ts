import type { WarmUpEnd } from '../../contract';
import { HttpClient } from '../http';
import type { HttpAnswer } from '../http';
import { Failure } from '../report';
import { progressOf } from '../stage-context';
import type { StageContext } from '../stage-context';
import { sendLoad } from '../warm-up/load';
import type { LoadResult } from '../warm-up/load';
import { captureContainer } from './checkpoint';
import { ready } from './ready';
import { capturedOutput, requireRunning } from './service-output';
import type { Ready, Warmed } from './states';

/** After its hooks a service has new clients, connections and threads: it must answer with them, and be warm again. */
const AFTER_HOOKS: WarmUpEnd = { kind: 'seconds', seconds: 2 };

/**
 * Warms the service up as declared, has it run its hooks and answer with what they rebuilt, notes its answers to the
 * gate's requests, and leaves no connection open.
 */
export async function warmUp(context: StageContext, service: Ready): Promise<Warmed> {
  const { driver, spec } = context;
  let requests = await sendRequests(context, service, spec.warmUp.until);
  const rehearsed = spec.checkpoint.rehearseHooks && (await driver.rehearseHooks(context, captureContainer(service)));
  if (rehearsed) {
    await ready(context, service);
    requests += await sendRequests(context, service, AFTER_HOOKS);
  }
  return { ...service, answers: await gateAnswers(context, service), requests, rehearsed };
}

/** Answers how many were sent. */
async function sendRequests(context: StageContext, service: Ready, until: WarmUpEnd): Promise<number> {
  const { signal, spec } = context;
  const warmUp = { ...spec.warmUp, until };
  const client = new HttpClient(service.sandbox.baseUrl, warmUp.concurrency);
  try {
    const load = await sendLoad({ client, warmUp, signal, progress: progressOf(context, 'warm-up') });
    await requireRunning(context, service.container);
    if (load.failed / load.sent > warmUp.allowedFailureRate) throw await tooManyFailures(context, service, load);
    return load.sent;
  } finally {
    await client.destroy();
  }
}

async function gateAnswers(context: StageContext, service: Ready): Promise<HttpAnswer[]> {
  const client = new HttpClient(service.sandbox.baseUrl);
  const answers: HttpAnswer[] = [];
  try {
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
  } finally {
    await client.destroy();
  }
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
