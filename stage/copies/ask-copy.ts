import type { GateRequest } from '../../contract';
import { HttpClient, NoAnswer } from '../../kit/http/http-client';
import type { HttpAnswer } from '../../kit/http/http-client';
import type { StageContext } from '../context/stage-context';
import { serviceHost } from '../sandbox/service-host';
import { rejectedByLog } from './rejected';
import type { RestoredCopy } from './restored-copy';

/** Sends requests to a copy one after the other, so that each copy gets the same requests in the same order. */
export async function askInTurn(
  context: StageContext,
  copy: RestoredCopy,
  requests: readonly GateRequest[],
): Promise<HttpAnswer[]> {
  const client = new HttpClient(copy.baseUrl, 1, serviceHost(context.spec));
  const answers: HttpAnswer[] = [];
  try {
    for (const request of requests) answers.push(await client.send(request, context.signal));
    return answers;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw await rejectedByLog(context, copy, error.message);
  } finally {
    await client.destroy();
  }
}
