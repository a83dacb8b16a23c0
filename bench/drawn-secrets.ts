import { randomBytes } from 'node:crypto';
import type { Secret } from '../stage/secrets/known-secret';

const BYTES = 24;

/** Makes up values as a machine has them. */
export function drawnSecrets(count: number): readonly Secret[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `VALUE_${index}`,
    value: randomBytes(BYTES).toString('base64'),
    from: 'environment',
  }));
}
