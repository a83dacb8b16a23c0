import type { CompanionImages } from '../../../stage/steps/states';
import type { StageContext } from '../../../stage/context/stage-context';
import { pushImage } from '../../../stage/steps/push/push';

/**
 * Pushes locally built companion images to the registry from which the nodes pull the release, and deletes them after
 * the work. The work receives each companion's image as the nodes refer to it.
 */
export async function withCompanionImages<T>(
  context: StageContext,
  built: CompanionImages,
  work: (images: CompanionImages) => Promise<T>,
): Promise<T> {
  const { repository, run, spec } = context;
  const digests: string[] = [];
  const images: Record<string, string> = { ...built };
  try {
    for (const { name, source } of spec.companions) {
      if (source.kind !== 'build') continue;
      const { digest } = await pushImage(context, built[name] ?? '', run.companionTag(name));
      digests.push(digest);
      images[name] = `${repository.repository}@${digest}`;
    }
    return await work(images);
  } finally {
    // Even after an interruption.
    for (const digest of digests) await repository.withSignal(undefined).deleteDigest(digest);
  }
}
