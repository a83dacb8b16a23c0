import { RUNTIME_FOLDER } from '../../../contract';
import { isBelow } from '../../../engines';

/** A line of `container diff`: added, changed or deleted. */
export interface Change {
  readonly kind: string;
  readonly path: string;
}

export interface ChangedPaths {
  /** Added files and folders; a folder stands for everything below it. */
  readonly added: readonly string[];
  /** Changed files of the image, and folders of which only the attributes changed. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Every path that was added or changed, folders too. */
  readonly present: readonly string[];
}

// Written by the container runtime, the runtime layer or the sandbox, not by the service.
const FOREIGN = [
  '/.dockerenv',
  '/dev',
  '/etc/hostname',
  '/etc/hosts',
  '/etc/mtab',
  '/etc/resolv.conf',
  RUNTIME_FOLDER,
  '/proc',
  '/run/.containerenv',
  '/run/secrets',
  '/sys',
  '/var/run/secrets',
];

/** Returns the smallest set of paths that covers everything the service changed while it ran. */
export function changedPaths(changes: readonly Change[]): ChangedPaths {
  const own = changes.filter(({ path }) => !isForeign(path));
  const paths = (kind: string) => own.filter((change) => change.kind === kind).map(({ path }) => path);
  const added = paths('A');
  return {
    added: added
      .filter((path) => !added.some((other) => isBelow(path, other)))
      .filter((path) => !leadsToForeign(path, own, changes)),
    changed: paths('C').filter((path) => !own.some((other) => isBelow(other.path, path))),
    present: own.filter(({ kind }) => kind !== 'D').map(({ path }) => path),
    removed: paths('D').filter((path) => !own.some((other) => other.kind === 'D' && isBelow(path, other.path))),
  };
}

/** Returns whether a path does not belong to the service; its parent folder may. */
export function isForeign(path: string): boolean {
  return FOREIGN.some((foreign) => path === foreign || isBelow(path, foreign));
}

/** Returns whether a folder exists only because something foreign was mounted below it, at any depth. */
function leadsToForeign(path: string, own: readonly Change[], all: readonly Change[]): boolean {
  const below = (change: Change) => isBelow(change.path, path);
  return (
    all.some((change) => below(change) && isForeign(change.path)) &&
    own.filter(below).every((change) => leadsToForeign(change.path, own, all))
  );
}
