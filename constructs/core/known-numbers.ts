import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { UsageError } from './errors';

/** Refuses numbers that are known at deployment only: at synthesis they stand for nothing that could be compared. */
export function requireKnown(
  scope: IConstruct | undefined,
  numbers: Readonly<Record<string, number | undefined>>,
): void {
  const unknown = Object.entries(numbers).find(([, value]) => value !== undefined && Token.isUnresolved(value));
  if (unknown === undefined) return;
  throw new UsageError(
    'invalid-prop',
    `\`${unknown[0]}\` must be known at synthesis, got: a value of the deployment; write the number itself`,
    scope,
  );
}
