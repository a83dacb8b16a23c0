import { parsePreparedImage } from '../../contract';
import type { PreparedImage } from '../../contract';
import type { StagePlatform } from '../context/platform';
import type { StageContext } from '../context/stage-context';
import { build, layer, runStep } from '../steps';
import { pushImage, storedBytes } from '../steps/push/push';
import type { Step } from '../steps/step';
import type { Layered } from '../steps/states';
import { withRun } from '../with-run';
import type { StageInput } from '../with-run';

/** Builds and pushes the image of one architecture, which captures of several CPU classes share. */
export function prepareImage(platform: StagePlatform, input: StageInput): Promise<PreparedImage> {
  // Companions are for captures.
  const alone = { ...input, spec: { ...input.spec, companions: [] } };
  return withRun(platform, alone, {
    run: async (context) => {
      const built = await runStep(context, build, undefined);
      return runStep(context, pushPrepared, await runStep(context, layer, built));
    },
    outcome: () => 'nothing was released',
  });
}

const pushPrepared: Step<Layered, PreparedImage> = {
  id: 'push',
  title: 'push the image that captures share',
  summary: ({ image }) => image.digest.slice(0, 19),

  async run(context: StageContext, { config, image, imageRun, user }) {
    const manifest = await pushImage(context, image, context.run.candidate.service);
    const document = {
      schema: 1,
      service: context.spec.service,
      repository: context.repository.repository,
      run: imageRun,
      image: { digest: manifest.digest, bytes: storedBytes(manifest) },
      config,
      user,
    };
    return parsePreparedImage(document, 'of this run');
  },
};
