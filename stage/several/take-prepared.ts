import type { PreparedImage } from '../../contract';
import { exitedOrThrow } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import type { StageContext } from '../context/stage-context';
import { progressOf } from '../context/stage-context';
import { provideCompanions } from '../steps/build/companion-images';
import type { Step } from '../steps/step';
import type { Layered, Unbuilt } from '../steps/states';

/** Pulls the image that captures of several CPU classes share, in place of a build. */
export function takePrepared(prepared: PreparedImage): Step<Unbuilt, Layered> {
  return {
    id: 'build',
    title: 'take the prepared image',
    summary: () => prepared.image.digest.slice(0, 19),

    async run(context) {
      const { run } = context;
      const image = run.tag('service');
      const [companionImages] = await Promise.all([provideCompanions(context), pull(context, prepared, image)]);
      const { config, user } = prepared;
      return { companionImages, serviceImage: image, config, image, user, imageRun: prepared.run, prepared };
    },
  };
}

async function pull(context: StageContext, { image, repository }: PreparedImage, tag: string): Promise<void> {
  const { containers } = context;
  const reference = `${repository}@${image.digest}`;
  try {
    await containers.pull(reference, progressOf(context, 'build'));
  } catch (error) {
    const failed = exitedOrThrow(error);
    throw new Failure(
      'build-failed',
      `the prepared image ${reference} could not be pulled: ${failed.message}`,
      'prepare the image again; a clean-up removes what no release names after its grace period',
      { cause: error },
    );
  }
  await containers.tag(reference, tag);
}
