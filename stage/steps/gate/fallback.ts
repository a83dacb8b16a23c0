import { requestLine } from '../../../kit/http/http-client';
import type { StageContext } from '../../context/stage-context';
import { askInTurn } from '../../copies/ask-copy';
import { prepareCopy } from '../../copies/prepared-copy';
import type { CopyRequest } from '../../copies/prepared-copy';
import { removeCopies } from '../../copies/remove-copies';
import { rejected } from '../../copies/rejected';
import { startCopy } from '../../copies/running-copy';
import type { RunningCopy } from '../../copies/running-copy';
import { stopCopies } from '../../copies/stop-copies';
import type { Ending } from '../../copies/stop-copies';
import type { Pushed } from '../states';
import { bodyStart } from './answers';

/** The cold start of the checkpoint image: what every pod falls back to. */
export interface ColdStart {
  /** From container start to the first answer. */
  readonly readyMs: number;
  /** How it ended on SIGTERM. */
  readonly ending: Ending;
}

/** Starts the checkpoint image cold, in the shape of a pod, and requires that it serves. */
export async function requireFallback(
  context: StageContext,
  pushed: Pushed,
  { from, image }: CopyRequest,
): Promise<ColdStart> {
  const prepared = await prepareCopy(context, pushed, { image, from, env: {}, mode: 'cold' }, 'copy-cold');
  const copy = await startCopy(context, prepared);
  if (context.spec.gate.coldStart === 'answers') await requireAnswers(context, copy);
  const [ending] = await stopCopies(context, [copy]);
  if (ending === undefined) throw new TypeError('a copy without an ending');
  if (ending.kind === 'died') throw await rejected(context, copy, { what: `it ended with status ${ending.status}` });
  await removeCopies(context, [copy]);
  return { readyMs: Math.round(copy.readyMs), ending };
}

/** Bodies are not compared: the captured service has more behind it than one that has just started. */
async function requireAnswers(context: StageContext, copy: RunningCopy): Promise<void> {
  const { requests } = context.spec.gate;
  const answers = await askInTurn(context, copy, requests);
  for (const [index, request] of requests.entries()) {
    const answer = answers[index];
    if (answer === undefined || answer.status === request.status) continue;
    throw await rejected(context, copy, {
      what: `${requestLine(request)} answered ${answer.status}, expected ${request.status}; its body has ${bodyStart(answer)}`,
      remedy:
        'let `gate.requests` ask for nothing that only the warm-up sent, or set `gate.coldStart: ready` if a pod that starts cold may answer otherwise',
    });
  }
}
