import { Failure } from '../../kit/report/failure';
import { decideRetention } from './decide';
import type { Doomed, DoomedRelease, Kept, Listing, RetentionPlan, RetentionPolicy, Use } from './listing';

/** The places that a service's releases are in, and those who use them. */
export interface RetentionWorld {
  list(): Promise<Listing>;
  /** Asked again after releases were marked, so it must not remember an answer. */
  uses(): Promise<readonly Use[]>;
  /** Whether the registry lets anyone delete. */
  canRemove(): Promise<boolean>;
  /**
   * Tells all readers that a release is about to be removed; returns the digest of the mark, undefined if somebody else
   * has marked it.
   */
  mark(number: number): Promise<string | undefined>;
  removeImage(digest: string): Promise<void>;
  removeCopy(place: string, number: number): Promise<void>;
}

/** What was removed, or would be, and what stays. */
export interface PruneReport {
  readonly removed: readonly Kept[];
  readonly kept: readonly Kept[];
  /** What is to be removed and was not, since time was up; the next clean-up removes it. */
  readonly left: readonly Kept[];
}

/** Whether there is time to remove one more. */
export type HasTime = () => boolean;

/** Says what would be removed, and changes nothing. */
export async function reportRetention(world: RetentionWorld, policy: RetentionPolicy, now: Date): Promise<PruneReport> {
  return reportOf(await plan(world, policy, now));
}

/**
 * Removes what nothing needs. It may be killed anywhere and done again: a release is marked, then it is looked whether
 * somebody uses it by now, and then its record goes first, without which the rest is an orphan. Whoever promotes a
 * release shows that they use it, and looks for the mark after that, so one of the two sees the other. When time is up
 * it stops between two removals, and takes the marks from releases that it has not come to.
 */
export async function prune(
  world: RetentionWorld,
  policy: RetentionPolicy,
  now: Date,
  hasTime: HasTime = () => true,
): Promise<PruneReport> {
  const first = await plan(world, policy, now);
  if (first.releases.length + first.orphans.length === 0) return reportOf(first);
  await requireRemoval(world);
  const marks = await markAll(world, first.releases);
  const uses = marks.size === 0 ? [] : await usesAgain(world, marks);
  const second = marks.size === 0 ? first : decideRetention(first.listing, uses, policy, now);
  const releases = second.releases.filter(({ number }) => marks.has(number));
  for (const [number, mark] of marks) {
    if (!releases.some((release) => release.number === number)) await world.removeImage(mark);
  }
  const done = await removeReleases(world, releases, marks, hasTime);
  const gone = await whileTime(first.orphans, hasTime, (orphan) => remove(world, orphan));
  const others = first.releases.filter(({ number }) => !marks.has(number));
  const kept = others.map(({ number }) => ({ name: `v${number}`, why: 'another clean-up removes it' }));
  const report = { ...first, releases: releases.slice(0, done), orphans: first.orphans.slice(0, gone) };
  const rest = { ...first, releases: releases.slice(done), orphans: first.orphans.slice(gone) };
  return { ...reportOf({ ...report, kept: [...second.kept, ...kept] }), left: reportOf(rest).removed };
}

/** Returns how many were removed; the others are releases again. */
async function removeReleases(
  world: RetentionWorld,
  releases: readonly DoomedRelease[],
  marks: ReadonlyMap<number, string>,
  hasTime: HasTime,
): Promise<number> {
  const done = await whileTime(releases, hasTime, (release) =>
    removeRelease(world, release, marks.get(release.number)),
  );
  for (const { number } of releases.slice(done)) {
    const mark = marks.get(number);
    if (mark !== undefined) await world.removeImage(mark);
  }
  return done;
}

/** Does the same to one after another until time is up; returns to how many. */
async function whileTime<T>(all: readonly T[], hasTime: HasTime, work: (one: T) => Promise<void>): Promise<number> {
  let done = 0;
  for (const one of all) {
    if (!hasTime()) return done;
    await work(one);
    done += 1;
  }
  return done;
}

/** Without an answer nothing is removed, and what was marked is a release again. */
async function usesAgain(world: RetentionWorld, marks: ReadonlyMap<number, string>): Promise<readonly Use[]> {
  try {
    return await world.uses();
  } catch (error) {
    for (const mark of marks.values()) await world.removeImage(mark);
    throw error;
  }
}

/** The mark that a killed clean-up left is replaced, so that it is young again. */
async function markAll(world: RetentionWorld, releases: readonly DoomedRelease[]): Promise<Map<number, string>> {
  const marks = new Map<number, string>();
  for (const { number, oldMark } of releases) {
    if (oldMark !== undefined) await world.removeImage(oldMark);
    const mark = await world.mark(number);
    if (mark !== undefined) marks.set(number, mark);
  }
  return marks;
}

type Listed = RetentionPlan & { readonly listing: Listing };

/** Uses are read after the listing: a release that is listed and promoted meanwhile is then known to be used. */
async function plan(world: RetentionWorld, policy: RetentionPolicy, now: Date): Promise<Listed> {
  const listing = await world.list();
  return { ...decideRetention(listing, await world.uses(), policy, now), listing };
}

async function requireRemoval(world: RetentionWorld): Promise<void> {
  if (await world.canRemove()) return;
  throw new Failure(
    'prune-failed',
    'the registry lets nobody delete, and nothing was removed',
    'allow deletion in the settings of the registry, for the registry of Docker REGISTRY_STORAGE_DELETE_ENABLED=true',
  );
}

async function removeRelease(world: RetentionWorld, release: DoomedRelease, mark: string | undefined): Promise<void> {
  await world.removeImage(release.record);
  for (const each of release.rest) await remove(world, each);
  if (mark !== undefined) await world.removeImage(mark);
}

function remove(world: RetentionWorld, doomed: Doomed): Promise<void> {
  return doomed.kind === 'image' ? world.removeImage(doomed.digest) : world.removeCopy(doomed.place, doomed.number);
}

function reportOf({ kept, orphans, releases }: RetentionPlan): PruneReport {
  return {
    removed: [
      ...releases.map(({ number, why }) => ({ name: `v${number}`, why })),
      ...orphans.map((orphan) => ({ name: nameOf(orphan), why: orphan.why })),
    ],
    kept,
    left: [],
  };
}

function nameOf(doomed: Doomed): string {
  return doomed.kind === 'image' ? doomed.tags.join(', ') : `v${doomed.number} in ${doomed.place}`;
}
