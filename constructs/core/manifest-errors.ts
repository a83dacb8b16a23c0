import type { IConstruct } from 'constructs';
import { InvalidManifest } from '../../manifests';
import { UsageError } from './errors';

/** Makes manifests; what their builder refuses was a prop of the construct, under the same name. */
export function buildManifests<T>(scope: IConstruct, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof InvalidManifest)) throw error;
    throw new UsageError('invalid-prop', error.message, scope);
  }
}
