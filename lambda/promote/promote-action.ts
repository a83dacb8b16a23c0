import { waitUntil, WaitTimeout } from '../../kit/wait';
import { promotionStep } from '../../releases/promotion/promotion';
import type { Position, Promoted, PromotionTools } from '../../releases/promotion/promotion';
import type { ActionState } from '../pipeline-action';
import type { PromoteRequest } from './request';

/** How long one call of the function looks before it hands on where it is: far less than its own timeout. */
export interface Look {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

export const LOOK: Look = { intervalMs: 4_000, timeoutMs: 40_000 };

/** Takes a promotion on, from the beginning or from a token; what goes on is a token again. */
export async function promoteAction(
  tools: PromotionTools,
  { release, service, stack }: PromoteRequest,
  token?: string,
  look: Look = LOOK,
): Promise<ActionState> {
  let position = token === undefined ? beginning() : (JSON.parse(token) as Position);
  const request = { stack, release, ...(service === undefined ? {} : { service }) };
  try {
    return await waitUntil<ActionState>(look, async () => {
      const step = await promotionStep(tools, request, position);
      if (step.kind === 'done') return { found: { kind: 'done', variables: variablesOf(step.promoted) } };
      ({ position } = step);
      return { seen: step.seen };
    });
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    return { kind: 'again', token: JSON.stringify(position), seen: error.lastSeen };
  }
}

function beginning(): Position {
  return { phase: 'begin', since: Date.now() };
}

function variablesOf({ outcome, previous, recordDigest, release, service, stack }: Promoted): Record<string, string> {
  return { outcome, previous, recordDigest, release, service, stack };
}
