import { usedBy, youth } from './facts';
import type { Facts, TaggedImage } from './facts';
import type { Doomed, Kept } from './listing';

/** What becomes of something that belongs to no release. */
export type Judged = Kept | { readonly doomed: Doomed; readonly why: string };

/** Judges copies under a number that has no record: of a build that was killed, or of a removal that was. */
export function judgeCopies(facts: Facts): readonly Judged[] {
  const numbers = new Set(facts.releases.map(({ number }) => number));
  const owners = new Map(facts.images.flatMap(ownedBy));
  return facts.copies
    .filter(({ number }) => !numbers.has(number))
    .map(({ at, number, place }) => {
      const why = usedBy(facts, number, new Set()) ?? youth(facts, at, owners.get(number));
      if (why !== undefined) return { name: `v${number} in ${place}`, why };
      return { doomed: { kind: 'copy', place, number }, why: `v${number} has no record` };
    });
}

/** Judges images that no release has: candidates, claims, marks, what a killed build tagged, signatures, others. */
export function judgeImages(
  facts: Facts,
  images: readonly TaggedImage[],
  going: ReadonlySet<string>,
): readonly Judged[] {
  const signatures = images.filter((image) => subjectOf(image) !== undefined);
  const judged = images
    .filter((image) => subjectOf(image) === undefined)
    .map((image) => judgeImage(facts, image, going));
  const gone = new Set([...going, ...judged.flatMap(digestOf)]);
  const there = new Set(facts.images.flatMap(({ digest }) => (gone.has(digest) ? [] : [digest])));
  // Before its subject, without which it would not be known what it belonged to.
  return [...signatures.map((image) => judgeSignature(facts, image, there)), ...judged];
}

function judgeSignature(facts: Facts, image: TaggedImage, there: ReadonlySet<string>): Judged {
  const subject = subjectOf(image) ?? '';
  const why = there.has(subject) ? `it belongs to ${subject}` : youth(facts, image.at);
  return why === undefined ? doomed(image, 'what it belonged to is gone') : { name: nameOf(image), why };
}

function judgeImage(facts: Facts, image: TaggedImage, going: ReadonlySet<string>): Judged {
  const why =
    strange(image) ??
    usedBy(facts, undefined, new Set([image.digest])) ??
    claimed(facts, image, going) ??
    youth(facts, image.at, runOf(image));
  return why === undefined ? doomed(image, 'no record names it') : { name: nameOf(image), why };
}

function strange({ parsed, tags }: TaggedImage): string | undefined {
  if (tags.length === 0) return 'it has no tag, which is for the lifecycle rule of the repository';
  return parsed.some(({ kind }) => kind === 'other') ? 'its tag is not one of eks-crac' : undefined;
}

/** The highest number must stay known, or it would be used again; another claim stays as long as its release. */
function claimed({ images, releases }: Facts, { parsed }: TaggedImage, going: ReadonlySet<string>): string | undefined {
  const numbers = parsed.flatMap((tag) => (tag.kind === 'claim' ? [tag.number] : []));
  const highest = Math.max(0, ...images.flatMap((image) => image.parsed).map(numberIn));
  if (numbers.includes(highest)) return 'it claims the highest number';
  const release = releases.find(({ number, record }) => numbers.includes(number) && !going.has(record.digest));
  return release === undefined ? undefined : `it claims the number of v${release.number}`;
}

function doomed({ digest, tags }: TaggedImage, why: string): Judged {
  return { doomed: { kind: 'image', digest, tags }, why };
}

function nameOf({ digest, tags }: TaggedImage): string {
  return tags.length === 0 ? digest : tags.join(', ');
}

function subjectOf({ parsed }: TaggedImage): string | undefined {
  for (const tag of parsed) if (tag.kind === 'attached') return tag.to;
  return undefined;
}

function digestOf(judged: Judged): readonly string[] {
  return 'doomed' in judged && judged.doomed.kind === 'image' ? [judged.doomed.digest] : [];
}

function runOf({ parsed }: TaggedImage): string | undefined {
  for (const tag of parsed) if ('run' in tag && tag.run !== undefined) return tag.run;
  return undefined;
}

/** The number that a run has: both tags of a claim are on one digest, while a run that lost has its own tag alone. */
function ownedBy(image: TaggedImage): readonly (readonly [number, string])[] {
  const run = runOf(image);
  if (run === undefined) return [];
  return image.parsed.flatMap((tag) =>
    tag.kind === 'claim' && tag.run === undefined ? [[tag.number, run] as const] : [],
  );
}

function numberIn(tag: TaggedImage['parsed'][number]): number {
  return 'number' in tag ? tag.number : 0;
}
