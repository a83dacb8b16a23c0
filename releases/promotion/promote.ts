import { Failure } from '../../kit/report/failure';
import { waitUntil, WaitTimeout } from '../../kit/wait';
import type { WaitOptions } from '../../kit/wait';
import { promotionStep } from './promotion';
import type { Position, Promoted, PromotionTools } from './promotion';
import type { PromotionRequest } from './promotion-plan';

/** Moves a stack to a release, and waits for the end of the rollout, which is a part of the stack. */
export async function promote(
  tools: PromotionTools,
  request: PromotionRequest,
  pace: WaitOptions,
  seen: (what: string) => void = () => undefined,
): Promise<Promoted> {
  let position: Position = { phase: 'begin', since: Date.now() };
  try {
    return await waitUntil<Promoted>(pace, async () => {
      const step = await promotionStep(tools, request, position);
      if (step.kind === 'done') return { found: step.promoted };
      ({ position } = step);
      seen(step.seen);
      return { seen: step.seen };
    });
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw new Failure(
      'promotion-failed',
      `stack ${request.stack} has not taken ${request.release}: ${error.message}`,
      'promote again: the update that goes on is followed',
      { cause: error },
    );
  }
}
