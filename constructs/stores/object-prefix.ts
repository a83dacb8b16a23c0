import { UsageError } from '../core/errors';

const PREFIX = /^[A-Za-z0-9][\w.-]*(\/[\w.-]+)*$/;

/** Returns the prefix of a store's objects; fails for one that would make names with empty parts. */
export function objectPrefix(prefix = 'checkpoints'): string {
  if (PREFIX.test(prefix)) return prefix;
  throw new UsageError(
    'invalid-prop',
    `\`prefix\` must be a path of letters, digits, '.', '_' and '-' without a slash at either end, got: ${JSON.stringify(prefix)}`,
  );
}
