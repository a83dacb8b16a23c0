import type { GateRequest } from '../../../contract';
import { HttpClient } from '../../../kit/http/http-client';
import type { HttpAnswer } from '../../../kit/http/http-client';
import type { StageContext } from '../../context/stage-context';
import type { RestoredCopy } from './restored-copy';

/** The responses of a restored copy. */
export interface CopyAnswers {
  readonly name: string;
  /** To the gate's requests, in order. */
  readonly answers: readonly HttpAnswer[];
  /** To the readiness path, requested twice: what is the same both times is not generated per request. */
  readonly readiness: readonly HttpAnswer[];
}

export async function askCopy(context: StageContext, copy: RestoredCopy): Promise<CopyAnswers> {
  const { gate, readiness } = context.spec;
  const ask: GateRequest = { method: 'GET', ...readiness, headers: {}, compare: 'status' };
  const client = new HttpClient(copy.baseUrl);
  try {
    const send = (requests: readonly GateRequest[]) => inTurn(requests, (one) => client.send(one, context.signal));
    return { name: copy.name, readiness: await send([ask, ask]), answers: await send(gate.requests) };
  } finally {
    await client.destroy();
  }
}

/** Runs requests sequentially, so that each copy gets the same requests in the same order. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
