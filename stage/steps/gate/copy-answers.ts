import type { GateRequest } from '../../../contract';
import type { HttpAnswer } from '../../../kit/http/http-client';
import type { StageContext } from '../../context/stage-context';
import { askInTurn } from '../../copies/ask-copy';
import type { RestoredCopy } from '../../copies/restored-copy';

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
  const { path, status } = readiness;
  const ask: GateRequest = { method: 'GET', path, status, headers: {}, compare: 'status' };
  const twice = await askInTurn(context, { ...copy, baseUrl: copy.readinessUrl }, [ask, ask]);
  return { name: copy.name, readiness: twice, answers: await askInTurn(context, copy, gate.requests) };
}
