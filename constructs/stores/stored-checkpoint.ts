import type { Construct } from 'constructs';
import type { ReleaseRecord } from '../../contract';
import { UsageError } from '../core/errors';
import type { Release } from '../release/release';

type Copy = ReleaseRecord['stores'][number];
type CopyOf<T extends Copy['type']> = Extract<Copy, { readonly type: T }>;

/** Returns the stored checkpoint of a release in a store; fails for a release published before the store was added. */
export function requireStored<T extends Copy['type']>(
  scope: Construct,
  release: Release,
  type: T,
  store: string,
  isHere: (copy: CopyOf<T>) => boolean,
): CopyOf<T> {
  const copies = release._record.stores.filter((copy): copy is CopyOf<T> => copy.type === type);
  const [copy] = copies.filter(isHere);
  if (copy !== undefined) return copy;
  const kept = release._record.stores.map((other) => other.type).join(', ');
  throw new UsageError(
    'conflicting-props',
    `release ${release.name} of ${release.service} has no checkpoint in this ${store} store, only: ${kept}; add the store to the pipeline's \`stores\` and use a release that was built since, or choose CheckpointStore.image()`,
    scope,
  );
}
