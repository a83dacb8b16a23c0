import { factsOf } from './facts';
import type { Facts, ListedRelease } from './facts';
import { heldReleases } from './held';
import { judgeCopies, judgeImages } from './judge';
import type { Doomed, DoomedRelease, Listing, RetentionPlan, RetentionPolicy, Use } from './listing';

/**
 * Decides what is removed, in which order, and says of everything else why it is kept. It knows what it is given alone,
 * so what is not listed is never removed.
 */
export function decideRetention(
  listing: Listing,
  uses: readonly Use[],
  policy: RetentionPolicy,
  now: Date,
): RetentionPlan {
  const facts = factsOf(listing, uses, policy, now);
  const held = heldReleases(facts);
  const kept = facts.releases.filter(({ number }) => held.has(number));
  const staying = new Set(kept.flatMap(digestsOf));
  const releases = facts.releases
    .filter(({ number }) => !held.has(number))
    .toReversed()
    .map((release) => doomedRelease(facts, release, staying));
  const going = new Set(releases.flatMap(({ record, rest }) => [record, ...rest.flatMap(imageOf)]));
  const others = facts.images.filter(({ digest }) => !staying.has(digest) && !going.has(digest));
  const judged = [...judgeCopies(facts), ...judgeImages(facts, others, going)];
  return {
    releases,
    orphans: judged.flatMap((each) => ('doomed' in each ? [{ ...each.doomed, why: each.why }] : [])),
    kept: [
      ...kept.map(({ number }) => ({ name: `v${number}`, why: held.get(number) ?? '' })),
      ...judged.flatMap((each) => ('doomed' in each ? [] : [each])),
    ],
  };
}

/** Copies go first, so that no pod restores from half of one; then what is attached to an image, and the images. */
function doomedRelease(facts: Facts, release: ListedRelease, staying: ReadonlySet<string>): DoomedRelease {
  const { number, record, retired } = release;
  const images = release.images.filter(({ digest }) => digest !== record.digest && !staying.has(digest));
  const digests = new Set([record.digest, ...images.map(({ digest }) => digest)]);
  const attached = facts.images.filter(({ parsed }) =>
    parsed.some((tag) => tag.kind === 'attached' && digests.has(tag.to)),
  );
  const copies = facts.copies.filter((copy) => copy.number === number);
  return {
    number,
    record: record.digest,
    rest: [
      ...copies.map(({ place }): Doomed => ({ kind: 'copy', place, number })),
      ...[...attached, ...images].map(({ digest, tags }): Doomed => ({ kind: 'image', digest, tags })),
    ],
    ...(retired === undefined ? {} : { oldMark: retired.digest }),
    why: 'nothing uses it, and newer ones are kept',
  };
}

function digestsOf({ record }: ListedRelease): readonly string[] {
  return [record.digest, ...record.record.digests];
}

function imageOf(doomed: Doomed): readonly string[] {
  return doomed.kind === 'image' ? [doomed.digest] : [];
}
