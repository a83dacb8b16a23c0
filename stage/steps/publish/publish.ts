import { requireManifest } from '../../../releases/registry/require-manifest';
import type { StageContext } from '../../context/stage-context';
import type { Step } from '../step';
import type { Published, Stored } from '../states';
import { awaitSessionEnd } from '../session-end';

/** Waits until the session of the capture has ended, and tags the verified digests with the release. */
export const publish: Step<Stored, Published> = {
  id: 'publish',
  title: 'publish',
  summary: ({ release }) => release,

  async run(context, stored) {
    await awaitSessionEnd(context, stored);
    const release = `v${stored.number}`;
    await tagDigest(context, stored.digests.service, release);
    await tagDigest(context, stored.digests.checkpoint, `${release}-checkpoint`);
    for (const { description } of stored.stores) {
      if (description.type === 'oci-volume') await tagDigest(context, description.digest, `${release}-volume`);
    }
    return { ...stored, release };
  },
};

async function tagDigest({ repository }: StageContext, digest: string, tag: string): Promise<void> {
  await repository.tag(await requireManifest(repository, digest), tag);
}
