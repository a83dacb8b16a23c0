import type { GateRequest } from '../../../contract';
import type { HttpAnswer } from '../../../kit/http/http-client';
import type { StageContext } from '../../context/stage-context';
import { askInTurn } from '../../copies/ask-copy';
import type { RunningCopy } from '../../copies/running-copy';

/** The responses of a restored copy. */
export interface CopyAnswers {
  readonly name: string;
  /** To the gate's requests, in order. */
  readonly answers: readonly HttpAnswer[];
  /**
   * To the readiness path, requested twice: what is the same both times is not generated per request. None of a service
   * that is asked otherwise.
   */
  readonly readiness: readonly HttpAnswer[];
}

export async function askCopy(context: StageContext, copy: RunningCopy): Promise<CopyAnswers> {
  const readiness = await readinessAnswers(context, copy);
  return { name: copy.name, readiness, answers: await askInTurn(context, copy, context.spec.gate.requests) };
}

async function readinessAnswers(context: StageContext, copy: RunningCopy): Promise<readonly HttpAnswer[]> {
  const { probe } = context.spec.readiness;
  if (probe.kind !== 'http') return [];
  const { path, scheme, status } = probe;
  const ask: GateRequest = { method: 'GET', path, status, headers: {}, compare: 'status' };
  return askInTurn(context, { ...copy, baseUrl: `${scheme}://127.0.0.1:${copy.readinessPort}` }, [ask, ask]);
}
