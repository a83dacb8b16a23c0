import type { IConstruct } from 'constructs';
import { InvalidManifest } from '../../manifests';
import { UsageError } from './errors';

/**
 * Builds manifests; turns errors of the builder into usage errors of the construct, whose props have the same names.
 */
export function buildManifests<T>(scope: IConstruct, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof InvalidManifest)) throw error;
    throw new UsageError('invalid-prop', error.message, scope);
  }
}
