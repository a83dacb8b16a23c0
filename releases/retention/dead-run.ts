import type { RegistryRepository } from '../registry/registry';
import { imagesByTag } from '../registry/stored-images';
import { parseTag } from '../tag';
import type { Tag } from '../tag';
import type { CopyStore } from './copy-store';
import type { Listing } from './listing';
import { prune } from './prune';
import { listedImages, ServiceWorld } from './service-world';

/** A run whose process has ended, and what it is known to have claimed. */
export interface DeadRun {
  readonly id: string;
  /** @default - it claimed no number */
  readonly number?: number;
}

/** Far in the future for whatever has an age: nothing but what the dead run left is looked at. */
const GRACE_MS = Number.MAX_SAFE_INTEGER;

/**
 * Removes what a dead run left in the repository and in its stores, unless it made a release. Only what carries its id or
 * its number is looked at, so a record of another release, of whatever version, can neither be lost nor stand in the way.
 * Returns the names of what was removed; none where the registry lets nobody delete.
 */
export async function sweepDeadRun(
  repository: RegistryRepository,
  run: DeadRun,
  copies: readonly CopyStore[],
): Promise<readonly string[]> {
  const world = new DeadRunWorld(repository, run, copies);
  await prune(world, { keepNewest: 1, graceMs: GRACE_MS, deadRuns: new Set([run.id]) }, new Date());
  return world.removed;
}

class DeadRunWorld extends ServiceWorld {
  public readonly removed: string[] = [];

  public constructor(
    private readonly registry: RegistryRepository,
    private readonly run: DeadRun,
    private readonly stores: readonly CopyStore[],
  ) {
    super(registry, stores, []);
  }

  public override async list(): Promise<Listing> {
    const images = await imagesByTag(this.registry, await this.ownTags());
    const copies = await Promise.all(this.stores.map((store) => store.list()));
    return { images: await listedImages(this.registry, images), copies: copies.flat() };
  }

  /** A registry that keeps everything keeps the candidates, which no reader looks at; the copies go. */
  public override canRemove(): Promise<boolean> {
    return Promise.resolve(true);
  }

  public override async removeImage(digest: string): Promise<void> {
    if (await this.registry.deleteDigest(digest)) this.removed.push(`${this.registry.repository}@${digest}`);
  }

  public override async removeCopy(place: string, number: number): Promise<void> {
    await super.removeCopy(place, number);
    this.removed.push(`copy of v${number} in ${place}`);
  }

  /** Those with the run's id, and those of the numbers that it tried to claim. */
  private async ownTags(): Promise<readonly string[]> {
    const tags = (await this.registry.tags()).map((tag) => ({ tag, parsed: parseTag(tag) }));
    const own = tags.filter(({ parsed }) => 'run' in parsed && parsed.run === this.run.id);
    const numbers = new Set([this.run.number, ...own.flatMap(({ parsed }) => numberOf(parsed))]);
    const numbered = tags.filter(
      ({ parsed }) => !('run' in parsed) && 'number' in parsed && numbers.has(parsed.number),
    );
    return [...own, ...numbered].map(({ tag }) => tag);
  }
}

function numberOf(tag: Tag): readonly number[] {
  return 'number' in tag ? [tag.number] : [];
}
