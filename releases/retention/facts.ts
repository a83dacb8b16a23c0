import { parseTag } from '../tag';
import type { Tag } from '../tag';
import type { ListedImage, ListedRecord, Listing, RetentionPolicy, Use } from './listing';

/** An image with what its tags say. */
export interface TaggedImage extends ListedImage {
  readonly parsed: readonly Tag[];
}

/** A release: what has a record. */
export interface ListedRelease {
  readonly number: number;
  readonly record: TaggedImage & { readonly record: ListedRecord };
  /** Its record and all images that the record names, as far as they are there. */
  readonly images: readonly TaggedImage[];
  /** The mark that says that a clean-up is about to remove it. */
  readonly retired?: TaggedImage;
}

/** All that a decision looks at. */
export interface Facts {
  readonly images: readonly TaggedImage[];
  readonly releases: readonly ListedRelease[];
  readonly copies: Listing['copies'];
  readonly uses: readonly Use[];
  readonly policy: RetentionPolicy;
  readonly now: Date;
}

export function factsOf(listing: Listing, uses: readonly Use[], policy: RetentionPolicy, now: Date): Facts {
  const images = listing.images.map((image) => ({ ...image, parsed: image.tags.map(parseTag) }));
  return { images, releases: releasesOf(images), copies: listing.copies, uses, policy, now };
}

/** Newest first. */
function releasesOf(images: readonly TaggedImage[]): readonly ListedRelease[] {
  const releases = images.flatMap((image) => {
    const number = numberOf(image, 'record');
    const { record } = image;
    if (number === undefined || record === undefined) return [];
    const named = new Set([image.digest, ...record.digests]);
    const retired = images.find((other) => numberOf(other, 'retired') === number);
    return [
      {
        number,
        record: { ...image, record },
        images: images.filter(({ digest }) => named.has(digest)),
        ...(retired === undefined ? {} : { retired }),
      },
    ];
  });
  return releases.sort((a, b) => b.number - a.number);
}

/** The number in the image's tag of a kind. */
export function numberOf({ parsed }: TaggedImage, kind: 'record' | 'retired'): number | undefined {
  for (const tag of parsed) if (tag.kind === kind) return tag.number;
  return undefined;
}

/** Why something is too young to be removed; undefined if it is old enough. */
export function youth({ now, policy }: Facts, at: Date | undefined, run?: string): string | undefined {
  if (run !== undefined && policy.deadRuns?.has(run) === true) return undefined;
  if (at === undefined) return 'its age is not known';
  return now.getTime() - at.getTime() < policy.graceMs ? 'it is in the grace period' : undefined;
}

/** Says who uses a release by its number, or by one of these digests. */
export function usedBy({ uses }: Facts, number: number | undefined, digests: ReadonlySet<string>): string | undefined {
  const use = uses.find(({ what }) => ('digest' in what ? digests.has(what.digest) : what.number === number));
  return use === undefined ? undefined : `${use.by} uses it`;
}
