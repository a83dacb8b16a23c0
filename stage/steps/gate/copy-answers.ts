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
  const ask: GateRequest = { method: 'GET', ...readiness, headers: {}, compare: 'status' };
  const answers = await askInTurn(context, copy, [ask, ask, ...gate.requests]);
  return { name: copy.name, readiness: answers.slice(0, 2), answers: answers.slice(2) };
}
