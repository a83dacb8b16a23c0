import { HttpClient } from '../../../kit/http/http-client';
import { Failure } from '../../../kit/report/failure';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import { afterCollection, ending } from './ending';
import type { Ending } from './ending';
import { gateAnswers } from './gate-answers';
import { sendLoad } from './load';
import type { LoadResult } from './load';
import { ready } from '../ready/ready';
import { serviceHost } from '../../sandbox/service-host';
import { sessionOf } from '../session';
import type { Step } from '../step';
import type { Ready, Warmed } from '../states';

const UNWARMED =
  '`warmUp.requests` is empty: the service is checkpointed as soon as it is ready, and what it has not run until then is as slow after a restore as after a cold start';

/**
 * Warms the service up as declared, runs its hooks and checks that it still responds, has it give memory back, records
 * its responses to the gate's requests, and closes all connections.
 */
export const warmUp: Step<Ready, Warmed> = {
  id: 'warm-up',
  title: 'warm it up',
  summary: ({ hooksRun, requests }) => `${requests} requests${hooksRun ? ', dry run of hooks' : ''}`,

  async run(context, service) {
    const { engine, spec } = context;
    const { length } = spec.warmUp.requests;
    if (length === 0) sessionOf(context, service).warn(UNWARMED);
    let requests = await sendRequests(context, service, ending(spec.warmUp.until, length));
    const session = sessionOf(context, service);
    const hooksRun = spec.checkpoint.dryRunHooks && (await engine.dryRunHooks(session));
    if (hooksRun) await ready.run(context, service);
    if (hooksRun || (await engine.collectGarbage(session))) {
      requests += await sendRequests(context, service, afterCollection(length));
    }
    return { ...service, answers: await gateAnswers(context, service), requests, hooksRun };
  },
};

/** Returns how many requests were sent: none if none is declared. */
async function sendRequests(context: StageContext, service: Ready, end: Ending): Promise<number> {
  const { signal, spec } = context;
  const { warmUp } = spec;
  if (warmUp.requests.length === 0) return 0;
  const client = new HttpClient(service.sandbox.baseUrl, warmUp.concurrency, serviceHost(spec));
  try {
    const load = await sendLoad({ client, warmUp, end, signal, progress: progressOf(context, 'warm-up') });
    await sessionOf(context, service).requireRunning();
    if (load.failed / load.sent > warmUp.allowedFailureRate) throw await tooManyFailures(context, service, load);
    return load.sent;
  } finally {
    await client.destroy();
  }
}

async function tooManyFailures(context: StageContext, ready: Ready, load: LoadResult): Promise<Failure> {
  const { allowedFailureRate } = context.spec.warmUp;
  const speaksHttp = context.spec.readiness.probe.kind === 'http' || load.failed < load.sent;
  return new Failure(
    'warm-up-failed',
    `${load.failed} of ${load.sent} warm-up requests failed, more than the allowed share of ${allowedFailureRate}; the last ones:\n` +
      `${load.lastFailures.map((line) => `  ${line}`).join('\n')}\n` +
      `the service: ${await sessionOf(context, ready).output()}`,
    speaksHttp
      ? 'fix the service or the requests; `warmUp.allowedFailureRate` allows a share of failures'
      : 'fix the requests, or write `warmUp: { requests: [] }` and no `gate.requests` for a service that answers nothing by HTTP',
  );
}
