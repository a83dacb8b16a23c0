import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSecrets } from '../../containers/build-secrets';
import { provideCompanions } from './companion-images';
import { exitedOrThrow } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import { explain } from '../../../knowledge';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import type { Step } from '../step';
import type { Built, Unbuilt } from '../states';

const DEFAULT_BUILD = { context: '.', dockerfile: 'Dockerfile', args: {}, target: undefined };

/**
 * Builds the service's image, or pulls the one named in the capture spec. Images of companions are built in parallel: a
 * first build spends most of its time on downloads.
 */
export const build: Step<Unbuilt, Built> = {
  id: 'build',
  title: 'build the service',
  summary: ({ config }) => config.id.slice(0, 19),

  async run(context) {
    const { containers, run } = context;
    const serviceImage = run.tag('service');
    const [companionImages] = await Promise.all([provideCompanions(context), provideService(context, serviceImage)]);
    return { companionImages, serviceImage, config: await containers.inspectImage(serviceImage) };
  },
};

async function provideService(context: StageContext, tag: string): Promise<void> {
  if (context.spec.image === undefined) await buildImage(context, tag);
  else await takeImage(context, context.spec.image, tag);
}

async function buildImage(context: StageContext, tag: string): Promise<void> {
  const given = context.spec.build ?? DEFAULT_BUILD;
  const folder = resolve(context.specFolder, given.context);
  const dockerfile = resolve(folder, given.dockerfile);
  if (!existsSync(dockerfile)) {
    throw new Failure(
      'build-failed',
      `there is no Dockerfile at ${dockerfile}`,
      'set `build.context` and `build.dockerfile` in the capture spec, or name an existing `image`',
    );
  }
  try {
    await context.containers.build(
      {
        context: folder,
        dockerfile,
        tag,
        args: { ...declared(dockerfile, context.images.buildArguments), ...given.args },
        labels: context.run.labels,
        target: given.target,
        secrets: buildSecrets(),
      },
      progressOf(context, 'build'),
    );
  } catch (error) {
    const failed = exitedOrThrow(error);
    const { remedy, text } = explain(`${failed.stdout}${failed.stderr}`, {
      text: failed.message,
      remedy: `fix ${dockerfile}; \`${context.containers.program} build\` repeats the build alone`,
    });
    throw new Failure('build-failed', `the image of ${context.spec.service} could not be built: ${text}`, remedy, {
      cause: error,
    });
  }
}

async function takeImage(context: StageContext, image: string, tag: string): Promise<void> {
  try {
    if (!(await context.containers.hasImage(image))) await context.containers.pull(image, progressOf(context, 'build'));
  } catch (error) {
    const failed = exitedOrThrow(error);
    const { remedy, text } = explain(failed.stderr, {
      text: failed.message,
      remedy: 'check `image` in the capture spec and your login to its registry',
    });
    throw new Failure('build-failed', `image ${image} could not be pulled: ${text}`, remedy, { cause: error });
  }
  await context.containers.tag(image, tag);
}

/** Returns only the arguments that the Dockerfile declares: builders warn about others. */
function declared(dockerfile: string, values: Readonly<Record<string, string>>): Record<string, string> {
  const names = [...readFileSync(dockerfile, 'utf8').matchAll(/^\s*ARG\s+([A-Za-z_][A-Za-z0-9_]*)/gim)].map(
    (match) => match[1],
  );
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
