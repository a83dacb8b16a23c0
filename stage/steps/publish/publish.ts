import { Failure } from '../../../kit/report/failure';
import type { StageContext } from '../../context/stage-context';
import type { Step } from '../step';
import type { Published, Stored } from '../states';
import { awaitSessionEnd } from './session-end';

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

async function tagDigest(context: StageContext, digest: string, tag: string): Promise<void> {
  const manifest = await context.repository.manifest(digest);
  if (manifest === undefined) {
    throw new Failure(
      'publish-failed',
      `${context.repository.repository}@${digest} is gone from the registry`,
      'check what else deletes from the repository',
    );
  }
  await context.repository.tag(manifest, tag);
}
