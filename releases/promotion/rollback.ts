import { Failure } from '../../kit/report/failure';
import { heldBy, termsOf } from './deployed-stack';
import { requireStack } from './promotion';
import type { PromotionRequest } from './promotion-plan';
import type { Stacks } from './stacks';

/** Returns the promotion that takes a stack back to the release that it had before. */
export async function rollbackOf(
  stacks: Stacks,
  { service, stack: name }: Omit<PromotionRequest, 'release'>,
): Promise<PromotionRequest> {
  const stack = await requireStack(stacks, name);
  const terms = termsOf(stack, service);
  const release = heldBy(stack, terms, 'previous');
  if (release !== '') return { stack: name, release, service: terms.service };
  throw new Failure(
    'release-not-found',
    `stack ${name} has had no release before ${heldBy(stack, terms, 'release')}`,
    'name the release to go back to: --to vN',
  );
}
