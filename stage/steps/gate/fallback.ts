import type { StageContext } from '../../context/stage-context';
import { prepareCopy } from '../../copies/prepared-copy';
import type { CopyRequest } from '../../copies/prepared-copy';
import { removeCopies } from '../../copies/remove-copies';
import { rejected } from '../../copies/rejected';
import { startCopy } from '../../copies/running-copy';
import { requireStatuses } from '../../copies/statuses';
import { stopCopies } from '../../copies/stop-copies';
import type { Ending } from '../../copies/stop-copies';
import type { Pushed } from '../states';

const WARMED =
  'let `gate.requests` ask for nothing that only the warm-up sent, or set `gate.coldStart: ready` if a pod that starts cold may answer otherwise';

/** The cold start of the checkpoint image: what every pod falls back to. */
export interface ColdStart {
  /** From container start to the first answer. */
  readonly readyMs: number;
  /** How it ended on SIGTERM. */
  readonly ending: Ending;
}

/**
 * Starts the checkpoint image cold, in the shape of a pod, and requires that it serves. Bodies are not compared: the
 * captured service has more behind it than one that has just started.
 */
export async function requireFallback(
  context: StageContext,
  pushed: Pushed,
  { from, image }: CopyRequest,
): Promise<ColdStart> {
  const prepared = await prepareCopy(context, pushed, { image, from, env: {}, mode: 'cold' }, 'copy-cold');
  const copy = await startCopy(context, prepared);
  if (context.spec.gate.coldStart === 'answers') await requireStatuses(context, copy, WARMED);
  const [ending] = await stopCopies(context, [copy]);
  if (ending === undefined) throw new TypeError('a copy without an ending');
  if (ending.kind === 'died') throw await rejected(context, copy, { what: `it ended with status ${ending.status}` });
  await removeCopies(context, [copy]);
  return { readyMs: Math.round(copy.readyMs), ending };
}
