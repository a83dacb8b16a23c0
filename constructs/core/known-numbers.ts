import { Duration, Size, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { UsageError } from './errors';

/**
 * Rejects numbers, durations and sizes that are known only at deployment, at any depth: they cannot be compared at
 * synthesis.
 */
export function requireKnown(scope: IConstruct | undefined, values: unknown): void {
  const path = unknownNumber(values, '');
  if (path === undefined) return;
  throw new UsageError(
    'invalid-prop',
    `\`${path}\` must be known at synthesis, got: a value of the deployment; write the number itself`,
    scope,
  );
}

/** Returns the path of the first one. */
function unknownNumber(value: unknown, path: string): string | undefined {
  if (isUnknown(value)) return path;
  if (!Array.isArray(value) && !isMapping(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = unknownNumber(inner, below(path, name, value));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isUnknown(value: unknown): boolean {
  if (value instanceof Duration || value instanceof Size) return value.isUnresolved();
  return typeof value === 'number' && Token.isUnresolved(value);
}

/** Excludes constructs and other class instances, which are not documents and may be cyclic. */
function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function below(path: string, name: string, parent: object): string {
  if (Array.isArray(parent)) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}
