import type { ReleaseTerms } from '../../contract';
import { Failure } from '../../kit/report/failure';
import type { ReleaseCatalogue } from '../catalogue';
import type { RecordedRelease } from '../records';
import { heldBy, termsOf } from './deployed-stack';
import type { DeployedStack } from './deployed-stack';
import { parameterValues } from './parameter-values';
import type { ReleaseBefore } from './parameter-values';
import { refusedChanges } from './refused-changes';
import { conditionOf } from './stack-status';

/** What to move where. */
export interface PromotionRequest {
  /** The name of the stack. */
  readonly stack: string;
  /** The release: v and its number. */
  readonly release: string;
  /** The service, for a stack with several. @default - the only one */
  readonly service?: string;
}

/** A parameter that a promotion changes. */
export interface ParameterChange {
  readonly parameter: string;
  readonly from: string;
  readonly to: string;
}

/** A promotion that nothing stands in the way of. */
export interface PromotionPlan {
  readonly stack: DeployedStack;
  readonly terms: ReleaseTerms;
  readonly service: string;
  readonly release: string;
  readonly recordDigest: string;
  /** The release that the stack runs. */
  readonly runs: string;
  /** The values of the stack's parameters that hold something of the release. */
  readonly values: Readonly<Record<string, string>>;
  /** Those that differ; none when the stack runs the release already. */
  readonly changes: readonly ParameterChange[];
}

/**
 * Reads the release and checks it against the stack; undefined if there is no such release. It changes nothing.
 */
export async function planOf(
  catalogueOf: (repository: string) => ReleaseCatalogue,
  { release, service }: PromotionRequest,
  stack: DeployedStack,
): Promise<PromotionPlan | undefined> {
  refuseStuck(stack);
  const terms = termsOf(stack, service);
  const catalogue = catalogueOf(terms.repository);
  const found = await catalogue.release(release);
  if (found === undefined) return undefined;
  refuseChanges(stack, terms, found);
  const runs = heldBy(stack, terms, 'release');
  const values = parameterValues(terms.parameters, found, before(stack, terms, release));
  const changes = Object.entries(values)
    .map(([parameter, to]) => ({ parameter, from: stack.parameters[parameter] ?? '', to }))
    .filter(({ from, to }) => from !== to);
  if (changes.length > 0) await requireImages(catalogue, found);
  return { stack, terms, service: terms.service, release, recordDigest: found.digest, runs, values, changes };
}

/** What the stack runs is the release before, unless it runs the wanted one. */
function before(stack: DeployedStack, terms: ReleaseTerms, release: string): ReleaseBefore {
  if (heldBy(stack, terms, 'release') === release) {
    return {
      name: heldBy(stack, terms, 'previous'),
      serviceDigest: heldBy(stack, terms, 'previous-service-digest'),
      checkpointDigest: heldBy(stack, terms, 'previous-checkpoint-digest'),
    };
  }
  return {
    name: heldBy(stack, terms, 'release'),
    serviceDigest: heldBy(stack, terms, 'service-digest'),
    checkpointDigest: heldBy(stack, terms, 'checkpoint-digest'),
  };
}

function refuseStuck({ name, status }: DeployedStack): void {
  const condition = conditionOf(status);
  if (condition.kind !== 'stuck') return;
  throw new Failure('stack-unusable', `stack ${name} is ${status}`, condition.remedy(name));
}

function refuseChanges({ name }: DeployedStack, terms: ReleaseTerms, { record }: RecordedRelease): void {
  const refused = refusedChanges(terms, record);
  if (refused.length === 0) return;
  const lines = refused.map(
    (one) =>
      `\n  - \`${one.field}\`: the stack has ${JSON.stringify(one.stack)}, the release ${JSON.stringify(one.release)}`,
  );
  throw new Failure(
    'release-refused',
    `${record.release} of ${record.service} changes what stack ${name} is made for:${lines.join('')}`,
    `write its record with eks-crac release --version ${record.release} --out, and deploy the stack with it: npx cdk deploy ${name}`,
  );
}

/** A record may outlive its images; a pod would find out when it is too late. */
async function requireImages(catalogue: ReleaseCatalogue, { record }: RecordedRelease): Promise<void> {
  const digests = [record.images.service.digest, record.images.checkpoint.digest];
  const found = await Promise.all(digests.map((digest) => catalogue.digestOf(digest)));
  const missing = digests.find((_, index) => found[index] === undefined);
  if (missing === undefined) return;
  throw new Failure(
    'image-not-found',
    `${catalogue.repository} has the record of ${record.release}, and no image ${missing}`,
    'choose another release: this one has been deleted in part',
  );
}
