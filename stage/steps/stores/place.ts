import type { StoreTarget } from '../../stores/stored-checkpoint';

/** Returns a store as an error names it. */
export function placeOf({ description }: StoreTarget): string {
  return description.type === 'folder' ? description.path : JSON.stringify(description);
}
