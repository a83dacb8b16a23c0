import { randomUUID } from 'node:crypto';
import { Failure } from '../../kit/report/failure';
import type { ReleaseCatalogue } from '../catalogue';
import { heldBy } from './deployed-stack';
import type { DeployedStack } from './deployed-stack';
import { planOf } from './promotion-plan';
import type { PromotionPlan, PromotionRequest } from './promotion-plan';
import { conditionOf } from './stack-status';
import type { Stacks } from './stacks';

/** What a promotion has done. */
export interface Promoted {
  readonly stack: string;
  readonly service: string;
  /** The release that the stack runs. */
  readonly release: string;
  /** The digest of its record. */
  readonly recordDigest: string;
  /** What it ran before. */
  readonly previous: string;
  /** `unchanged`: it ran that release already. */
  readonly outcome: 'promoted' | 'unchanged';
}

/** Where a promotion is: all that the next step needs, small enough for a continuation token of CodePipeline. */
export type Position =
  | { readonly phase: 'begin'; readonly since: number }
  | { readonly phase: 'follow'; readonly since: number; readonly stackId: string; readonly changedAt: string };

/** The end of a promotion, or where to go on and what is waited for. */
export type Step =
  | { readonly kind: 'done'; readonly promoted: Promoted }
  | { readonly kind: 'again'; readonly position: Position; readonly seen: string };

/** How long a record is waited for that is not there, and another's update. */
export interface Patience {
  readonly recordMs: number;
  readonly busyMs: number;
}

export interface PromotionTools {
  readonly stacks: Stacks;
  readonly catalogue: (repository: string) => ReleaseCatalogue;
  readonly patience: Patience;
  /** Names the update; the same for a second attempt at the same step. @default - a random one */
  readonly id?: string;
  /** Refuses a record, by its reference, before the stack is touched. @default - every record is taken */
  readonly verify?: (reference: string) => Promise<void>;
}

const TOKEN = /^eks-crac-(?<of>[a-z][a-z0-9-]*)-(?<to>v[1-9][0-9]*)-/;

/** Takes the next step of a promotion. Each step looks at what there is, so a step that is taken twice does no harm. */
export function promotionStep(tools: PromotionTools, request: PromotionRequest, position: Position): Promise<Step> {
  return position.phase === 'begin' ? begin(tools, request, position) : follow(tools, request, position);
}

async function begin(tools: PromotionTools, request: PromotionRequest, { since }: Position): Promise<Step> {
  const { patience, stacks } = tools;
  const stack = await requireStack(stacks, request.stack);
  const waited = Date.now() - since;
  if (conditionOf(stack.status).kind === 'busy') return meet(tools, request, stack, since);
  const plan = await planOf(tools.catalogue, request, stack);
  if (plan === undefined) {
    if (waited >= patience.recordMs) throw noRelease(request, stack);
    return { kind: 'again', position: { phase: 'begin', since }, seen: `no record of ${request.release}` };
  }
  if (plan.changes.length === 0) return { kind: 'done', promoted: { ...outcomeOf(plan), outcome: 'unchanged' } };
  await tools.verify?.(`${plan.terms.repository}@${plan.recordDigest}`);
  const token = `eks-crac-${plan.service}-${request.release}-${tools.id ?? randomUUID()}`;
  switch (await stacks.update(stack, plan.values, token)) {
    case 'begun':
      await requireStillThere(tools, plan);
      return followed(stack, since, `update of ${stack.name} to ${request.release}`);
    case 'nothing-to-do':
      return { kind: 'done', promoted: { ...outcomeOf(plan), outcome: 'unchanged' } };
    case 'busy':
      return { kind: 'again', position: { phase: 'begin', since }, seen: `another update of ${stack.name}` };
  }
}

/**
 * A prune marks a release before it asks which stacks use it, and a promotion looks for the mark after the update has
 * begun: one of them sees the other.
 */
async function requireStillThere({ catalogue, stacks }: PromotionTools, plan: PromotionPlan): Promise<void> {
  const { release, stack, terms } = plan;
  if ((await catalogue(terms.repository).release(release)) !== undefined) return;
  await stacks.cancelUpdate(stack);
  throw new Failure(
    'promotion-failed',
    `${release} was removed while stack ${stack.name} began to take it; the update is cancelled, and the stack keeps what it had`,
    'promote a release that eks-crac releases shows',
  );
}

/** Somebody updates the stack: to the same release, which is followed, or to something else, which is waited for. */
async function meet(
  { patience, stacks }: PromotionTools,
  { release, service }: PromotionRequest,
  stack: DeployedStack,
  since: number,
): Promise<Step> {
  const token = await stacks.newestToken(stack);
  const other = TOKEN.exec(token ?? '')?.groups;
  if (other?.['to'] === release && (service ?? other['of']) === other['of'])
    return followed({ ...stack, changedAt: '' }, since, `update of ${stack.name} to ${release}`);
  const whose =
    other === undefined
      ? `another update (${token ?? 'without a token'})`
      : `the promotion of ${other['of'] ?? ''} to ${other['to'] ?? ''}`;
  const seen = `${stack.name} is ${stack.status}: ${whose}`;
  if (Date.now() - since < patience.busyMs) return { kind: 'again', position: { phase: 'begin', since }, seen };
  throw new Failure(
    'stack-unusable',
    `${seen}, for longer than ${patience.busyMs / 1000} s`,
    `wait for its end with aws cloudformation wait stack-update-complete --stack-name ${stack.name}, then promote again`,
  );
}

function followed({ changedAt, id }: DeployedStack, since: number, seen: string): Step {
  return { kind: 'again', position: { phase: 'follow', since, stackId: id, changedAt }, seen };
}

async function follow(
  { catalogue, stacks }: PromotionTools,
  request: PromotionRequest,
  position: Extract<Position, { phase: 'follow' }>,
): Promise<Step> {
  const stack = await requireStack(stacks, position.stackId);
  // An answer from before the update began.
  const isOld = stack.changedAt === position.changedAt;
  switch (conditionOf(stack.status).kind) {
    case 'busy':
      return { kind: 'again', position, seen: `${stack.name} is ${stack.status}` };
    case 'stuck':
      throw await failed(stacks, stack, request.release);
    case 'rolled-back':
      if (!isOld) throw await failed(stacks, stack, request.release);
      return { kind: 'again', position, seen: `${stack.name} is ${stack.status}` };
    case 'ready': {
      const plan = await planOf(catalogue, request, stack);
      if (plan?.changes.length === 0) return { kind: 'done', promoted: { ...outcomeOf(plan), outcome: 'promoted' } };
      if (isOld) return { kind: 'again', position, seen: `${stack.name} is ${stack.status}` };
      throw new Failure(
        'promotion-failed',
        `another update of stack ${stack.name} came after that to ${request.release}, and it runs ${plan?.runs ?? 'another release'}`,
        'promote again if this release is the one that is wanted',
      );
    }
  }
}

async function failed(stacks: Stacks, stack: DeployedStack, release: string): Promise<Failure> {
  const first = await stacks.firstFailure(stack);
  const why = first === undefined ? 'CloudFormation gave no reason' : `${first.resource}: ${first.reason}`;
  const condition = conditionOf(stack.status);
  if (condition.kind === 'stuck') {
    return new Failure(
      'stack-unusable',
      `stack ${stack.name} did not take ${release}, and is ${stack.status}: ${why}`,
      condition.remedy(stack.name),
    );
  }
  return new Failure(
    'promotion-failed',
    `stack ${stack.name} did not take ${release}, and has what it had: ${why}`,
    `see its pods with kubectl, and all events with aws cloudformation describe-stack-events --stack-name ${stack.name}`,
  );
}

/** Returns a stack that can be moved, or to which something is done that ends. */
export async function requireStack(stacks: Stacks, name: string): Promise<DeployedStack> {
  const stack = await stacks.find(name);
  if (stack === undefined) {
    throw new Failure(
      'stack-unusable',
      `there is no stack ${name} in this account and region`,
      `deploy it once with npx cdk deploy ${name}, or choose another --profile or --region`,
    );
  }
  return stack;
}

function outcomeOf({ recordDigest, release, runs, service, stack, terms }: PromotionPlan): Omit<Promoted, 'outcome'> {
  const previous = runs === release ? heldBy(stack, terms, 'previous') : runs;
  return { stack: stack.name, service, release, recordDigest, previous };
}

/** The failure of a promotion whose release is not there. */
export function noRelease({ release }: PromotionRequest, stack: DeployedStack): Failure {
  return new Failure(
    'release-not-found',
    `the repository of stack ${stack.name} has no release ${release}`,
    'run its pipeline, or name one that eks-crac release --repository URI shows',
  );
}
