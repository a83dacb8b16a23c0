import { storeTargets } from '../../stores/store-targets';
import { writeToStore } from '../../stores/stored-checkpoint';
import type { StoreTarget } from '../../stores/stored-checkpoint';
import { claimReleaseNumber } from './release-number';
import { Failure } from '../../../kit/report/failure';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import type { Step } from '../step';
import type { Proven, Published } from '../states';

/** Claims the release number, writes the stored checkpoints and tags the verified digests with the release. */
export const publish: Step<Proven, Published> = {
  id: 'publish',
  title: 'publish',
  summary: ({ number }) => `v${number}`,

  async run(context, proven) {
    const { repository, run, spec, specFolder, state } = context;
    const number = await claimReleaseNumber(repository, run, state);
    const release = `v${number}`;
    run.claim(number, spec, specFolder);
    const targets = storeTargets(spec, specFolder, release);
    for (const target of targets) await writeTo(context, proven, target);
    await tagDigest(context, proven.digests.service, release);
    await tagDigest(context, proven.digests.checkpoint, `${release}-checkpoint`);
    return { ...proven, number, stores: targets.map(({ description }) => description) };
  },
};

async function writeTo(context: StageContext, proven: Proven, target: StoreTarget): Promise<void> {
  const place = target.description.type === 'folder' ? target.description.path : JSON.stringify(target.description);
  progressOf(context, 'publish')(`copying plain files to ${place}`);
  try {
    await writeToStore(proven.layerArchive, proven.files, target);
  } catch (error) {
    // A store may already have thrown a more specific failure.
    if (error instanceof Failure) throw error;
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new Failure(
      'publish-failed',
      `the plain files could not be written to ${place}: ${reason}`,
      'check `publish` in the capture spec, that the place exists and that you may write to it',
      { cause: error },
    );
  }
}

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
