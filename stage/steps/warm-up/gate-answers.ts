import type { GateRequest } from '../../../contract';
import { HttpClient, NoAnswer } from '../../../kit/http/http-client';
import type { HttpAnswer } from '../../../kit/http/http-client';
import { Failure } from '../../../kit/report/failure';
import type { StageContext } from '../../context/stage-context';
import { serviceHost } from '../../sandbox/service-host';
import { sessionOf } from '../session';
import type { Ready } from '../states';

/** Records what the captured service answers to the gate's requests. */
export async function gateAnswers(context: StageContext, service: Ready): Promise<HttpAnswer[]> {
  const client = new HttpClient(service.sandbox.baseUrl, 1, serviceHost(context.spec));
  const answers: HttpAnswer[] = [];
  try {
    for (const request of context.spec.gate.requests) {
      const answer = await client.send(request, context.signal);
      if (answer.status !== request.status) throw unexpected(request, answer);
      answers.push(answer);
    }
    return answers;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new Failure(
      'warm-up-failed',
      `the gate's ${error.message}; ${await sessionOf(context, service).output()}`,
      'fix the service, or the request in `gate.requests`',
      { cause: error },
    );
  } finally {
    await client.destroy();
  }
}

function unexpected({ method, path, status }: GateRequest, answer: HttpAnswer): Failure {
  return new Failure(
    'warm-up-failed',
    `the captured service answered ${answer.status} to the gate's ${method} ${path}, expected ${status}: ${answer.body.slice(0, 300)}`,
    'fix the request in `gate.requests`, or its `status`',
  );
}
