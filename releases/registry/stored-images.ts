import { z } from 'zod';
import { atOnce } from '../../kit/at-once';
import { parseTag, runTime } from '../tag';

/** An image or artifact of a repository, with all its tags. */
export interface StoredImage {
  readonly digest: string;
  readonly tags: readonly string[];
  /** @default - not known */
  readonly at?: Date;
}

/** What is asked of a repository. */
export interface Tagged {
  manifest(tag: string): Promise<{ readonly digest: string; readonly body: string } | undefined>;
  digest(tag: string): Promise<string | undefined>;
}

const REQUESTS = 10;

const annotated = z.object({
  annotations: z
    .object({ 'org.opencontainers.image.created': z.string(), 'io.eks-crac.run': z.string() })
    .partial()
    .default({}),
});

/**
 * Returns the images behind these tags, by one request for each: the protocol of registries lists tags only, and no time,
 * which is that of the run then, or what an artifact says.
 */
export async function imagesByTag(repository: Tagged, tags: readonly string[]): Promise<readonly StoredImage[]> {
  const images = new Map<string, { tags: string[]; at?: Date }>();
  await atOnce(REQUESTS, tags, async (tag) => {
    const manifest = await repository.manifest(tag);
    const digest = manifest?.digest ?? (await repository.digest(tag));
    // Deleted since the tags were listed.
    if (digest === undefined) return;
    const at = timeOf(tag, manifest?.body ?? '{}');
    const image = images.get(digest) ?? { tags: [] };
    images.set(digest, { ...image, tags: [...image.tags, tag], ...(at === undefined ? {} : { at }) });
  });
  return [...images].map(([digest, image]) => ({ digest, ...image }));
}

function timeOf(tag: string, manifest: string): Date | undefined {
  const { annotations } = annotated.parse(JSON.parse(manifest));
  const parsed = parseTag(tag);
  const run = 'run' in parsed ? parsed.run : annotations['io.eks-crac.run'];
  const created = annotations['org.opencontainers.image.created'];
  if (created !== undefined) return new Date(created);
  return run === undefined ? undefined : runTime(run);
}
