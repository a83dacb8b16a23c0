import type { GateRequest } from '../../contract';
import { HttpClient } from '../../kit/http/http-client';
import type { HttpAnswer } from '../../kit/http/http-client';
import type { StageContext } from '../context/stage-context';
import type { RestoredCopy } from './restored-copy';

/** Sends requests to a copy one after the other, so that each copy gets the same requests in the same order. */
export async function askInTurn(
  { signal }: StageContext,
  { baseUrl }: RestoredCopy,
  requests: readonly GateRequest[],
): Promise<HttpAnswer[]> {
  const client = new HttpClient(baseUrl);
  const answers: HttpAnswer[] = [];
  try {
    for (const request of requests) answers.push(await client.send(request, signal));
    return answers;
  } finally {
    await client.destroy();
  }
}
