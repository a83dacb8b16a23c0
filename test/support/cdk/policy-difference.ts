import type { PolicyDocument, Statement } from './iam';

/** Why grants that a pattern finds are in one of two policies alone, by that reason. */
export type Reasons = Readonly<Record<string, RegExp>>;

/** Grants of two sets of policies that differ: an action on a resource, with its condition. */
export class PolicyDifference {
  public readonly missing: readonly string[];
  public readonly added: readonly string[];

  /** What `cluster` names is written as CLUSTER: IAM compares it in conditions, where its case may be another. */
  public constructor(published: readonly PolicyDocument[], ours: readonly PolicyDocument[], cluster: string) {
    const [theirs, own] = [grants(published, cluster), grants(ours, cluster)];
    this.missing = theirs.filter((grant) => !own.includes(grant));
    this.added = own.filter((grant) => !theirs.includes(grant));
  }

  /** Differences without a reason, and reasons without a difference. */
  public unexplained(missing: Reasons, added: Reasons): readonly string[] {
    return [...unexplained('missing', this.missing, missing), ...unexplained('added', this.added, added)];
  }
}

/** A policy that another project publishes, with the names that it leaves to its user. */
export function publishedPolicy(text: string, names: Readonly<Record<string, string>> = {}): PolicyDocument {
  const filled = Object.entries(names).reduce((left, [name, value]) => left.replaceAll(`\${${name}}`, value), text);
  return JSON.parse(filled) as PolicyDocument;
}

function unexplained(side: string, grants: readonly string[], reasons: Reasons): readonly string[] {
  const patterns = Object.entries(reasons);
  return [
    ...grants.filter((grant) => !patterns.some(([, pattern]) => pattern.test(grant))).map((one) => `${side}: ${one}`),
    ...patterns
      .filter(([, pattern]) => !grants.some((grant) => pattern.test(grant)))
      .map(([reason]) => `${side} nothing because: ${reason}`),
  ];
}

function grants(policies: readonly PolicyDocument[], cluster: string): readonly string[] {
  const found = policies.flatMap(({ Statement: statements }) => statements).flatMap(grantsOf);
  return [...new Set(found.map((grant) => grant.replaceAll(new RegExp(cluster, 'gi'), 'CLUSTER')))].sort();
}

function grantsOf(statement: Statement): readonly string[] {
  const condition = conditionOf(statement);
  return listOf(statement.Action).flatMap((action) =>
    listOf(statement.Resource).map((resource) => `${action} on ${resource}${condition}`),
  );
}

function conditionOf({ Condition = {} }: Statement): string {
  const tests = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${key} ${operator} ${valuesOf(value).join('|')}`),
  );
  return tests.length === 0 ? '' : ` if ${tests.sort().join(', ')}`;
}

function valuesOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(String).sort();
}

function listOf(value: string | readonly string[] = []): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
