import { randomUUID } from 'node:crypto';
import { InvalidDocument, parseReleaseRecord } from '../../contract';
import { atOnce } from '../../kit/at-once';
import { Failure } from '../../kit/report/failure';
import { retiredTag } from '../records';
import type { RegistryRepository } from '../registry/registry';
import type { StoredImage } from '../registry/stored-images';
import { parseTag } from '../tag';
import type { CopyStore } from './copy-store';
import type { ListedImage, ListedRecord, Listing, Use } from './listing';
import type { RetentionWorld } from './prune';

export const MARK_TYPE = 'application/vnd.eks-crac.retired.v1+json';

const DIGEST = /sha256:[0-9a-f]{64}/g;
const NO_IMAGE = `sha256:${'0'.repeat(64)}`;
const REQUESTS = 10;

/** Says who uses something, for example all stacks of a region. A source that cannot answer must throw. */
export type UseSource = () => Promise<readonly Use[]>;

/** One service's repository, its copies, and all who use them. */
export class ServiceWorld implements RetentionWorld {
  public constructor(
    private readonly repository: RegistryRepository,
    private readonly copies: readonly CopyStore[],
    private readonly sources: readonly UseSource[],
  ) {}

  public async list(): Promise<Listing> {
    const copies = await Promise.all(this.copies.map((store) => store.list()));
    return { images: await listedImages(this.repository, await this.repository.images()), copies: copies.flat() };
  }

  public async uses(): Promise<readonly Use[]> {
    return (await Promise.all(this.sources.map((source) => source()))).flat();
  }

  public canRemove(): Promise<boolean> {
    return this.repository.deleteDigest(NO_IMAGE);
  }

  /** A mark differs from every other, so that whoever set it removes their own and no other. */
  public async mark(number: number): Promise<string | undefined> {
    const tag = retiredTag(`v${number}`);
    if ((await this.repository.digest(tag)) !== undefined) return undefined;
    const annotations = { 'org.opencontainers.image.created': new Date().toISOString() };
    const document = { release: `v${number}`, mark: randomUUID() };
    try {
      return await this.repository.putArtifact(tag, { artifactType: MARK_TYPE, document, annotations });
    } catch (error) {
      // Where no tag can be moved, the first one wins.
      if (error instanceof Failure && (await this.repository.digest(tag)) !== undefined) return undefined;
      throw error;
    }
  }

  public async removeImage(digest: string): Promise<void> {
    await this.repository.deleteDigest(digest);
  }

  public async removeCopy(place: string, number: number): Promise<void> {
    await this.copies.find((store) => store.place === place)?.remove(number);
  }
}

/** Adds what the records among the images say. */
export async function listedImages(
  repository: RegistryRepository,
  images: readonly StoredImage[],
): Promise<readonly ListedImage[]> {
  const records = new Map<string, ListedRecord>();
  await atOnce(REQUESTS, images, async ({ digest, tags }) => {
    const tag = tags.find((one) => parseTag(one).kind === 'record');
    if (tag === undefined) return;
    const stored = await repository.artifact(digest);
    if (stored !== undefined) records.set(digest, listedRecord(stored.document, tag));
  });
  return images.map((image) => {
    const record = records.get(image.digest);
    return record === undefined ? image : { ...image, record };
  });
}

/** Digests are found in a record of any version: what it names must never be removed. */
function listedRecord(document: unknown, origin: string): ListedRecord {
  try {
    // A base image belongs to others, and a pod that runs it does not run this release.
    const own = { ...parseReleaseRecord(document, origin), provenance: undefined };
    return { digests: digestsIn(own), readable: true };
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    return { digests: digestsIn(document), readable: false };
  }
}

function digestsIn(document: unknown): readonly string[] {
  return [...JSON.stringify(document).matchAll(DIGEST)].map(([digest]) => digest);
}
