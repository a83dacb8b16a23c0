import { usedBy, youth } from './facts';
import type { Facts, ListedRelease } from './facts';

/** Returns why each release is kept that is, by its number. */
export function heldReleases(facts: Facts): ReadonlyMap<number, string> {
  const users = new Map(facts.releases.map((release) => [release.number, userOfRelease(facts, release)]));
  const held = new Map<number, string>();
  facts.releases.forEach((release, rank) => {
    const why =
      users.get(release.number) ??
      rollbackTarget(facts, rank, users) ??
      ownReason(facts, release, rank) ??
      youth(facts, release.record.at) ??
      elsewhereAtWork(facts, release);
    if (why !== undefined) held.set(release.number, why);
  });
  return held;
}

function userOfRelease(facts: Facts, { images, number, record }: ListedRelease): string | undefined {
  const digests = new Set([record.digest, ...record.record.digests]);
  const user = usedBy(facts, number, digests);
  if (user !== undefined) return user;
  // Whoever tags an image of a release wants it kept.
  const tag = images.flatMap(({ parsed, tags }) => tags.filter((_, index) => parsed[index]?.kind === 'other'))[0];
  return tag === undefined ? undefined : `it is tagged ${tag}`;
}

/** The release before one that is used: a rollback goes there. */
function rollbackTarget(
  { releases }: Facts,
  rank: number,
  users: ReadonlyMap<number, string | undefined>,
): string | undefined {
  const next = releases[rank - 1];
  return next !== undefined && users.get(next.number) !== undefined
    ? `it is the release before v${next.number}, which is used`
    : undefined;
}

function ownReason({ policy }: Facts, { record }: ListedRelease, rank: number): string | undefined {
  if (rank < Math.max(1, policy.keepNewest)) return `it is one of the ${Math.max(1, policy.keepNewest)} newest`;
  return record.record.readable ? undefined : 'its record is of a newer version of eks-crac; update eks-crac';
}

/** A mark that is old was left by a clean-up that was killed. */
function elsewhereAtWork(facts: Facts, { retired }: ListedRelease): string | undefined {
  return retired !== undefined && youth(facts, retired.at) !== undefined ? 'another clean-up removes it' : undefined;
}
