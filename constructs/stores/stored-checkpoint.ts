import type { Construct } from 'constructs';
import type { PackReference, ReleaseRecord } from '../../contract';
import { UsageError } from '../core/errors';
import type { Release } from '../release/release';

type Stored = ReleaseRecord['stores'][number];
type StoredOf<T extends Stored['type']> = Extract<Stored, { readonly type: T }>;

/** Returns the stored checkpoint of a record in a store; fails for a release published before the store was added. */
export function requireStored<T extends Stored['type']>(
  scope: Construct,
  release: Release,
  type: T,
  store: string,
  isHere: (stored: StoredOf<T>) => boolean,
): StoredOf<T> {
  const stored = release._record.stores.filter((one): one is StoredOf<T> => one.type === type);
  const [found] = stored.filter(isHere);
  if (found !== undefined) return found;
  const kept = release._record.stores.map((other) => other.type).join(', ');
  throw new UsageError(
    'conflicting-props',
    `${release._title} has no checkpoint in this ${store} store, only: ${kept}; add the store to the pipeline's \`stores\` and use a release that was built since, or choose CheckpointStore.image()`,
    scope,
  );
}

/** Returns the pack of a release; fails for a release whose stored copies have an older form. */
export function requirePacked(scope: Construct, release: Release): PackReference {
  const { packed } = release._record.checkpoint;
  if (packed !== undefined) return release._packed(packed);
  throw new UsageError(
    'conflicting-props',
    `${release._title} has stored copies of plain files, an older form, which pods of this version cannot read; use a release that was built since, or choose CheckpointStore.image()`,
    scope,
  );
}
