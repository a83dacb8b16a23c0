import { resolve } from 'node:path';
import type { Companion } from '../../../contract';
import { buildSecrets } from '../../containers/build-secrets';
import { exitedOrThrow } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import type { CompanionImages } from '../states';

/** Makes the images of companions present: pulls them, or builds those that have a Dockerfile. */
export async function provideCompanions(context: StageContext): Promise<CompanionImages> {
  const images: Record<string, string> = {};
  for (const companion of context.spec.companions) {
    const { name, source } = companion;
    if (source.kind === 'image') images[name] = await pullImage(context, name, source.image);
    if (source.kind === 'build') images[name] = await buildImage(context, name, source.build);
  }
  return images;
}

/**
 * Pulls before anything is run: `run` would pull, too, but with the companion's variables in its environment, where a
 * credential helper takes some of them, such as AWS_PROFILE, for its own.
 */
async function pullImage(context: StageContext, name: string, image: string): Promise<string> {
  if (await context.containers.hasImage(image)) return image;
  try {
    await context.containers.pull(image, progressOf(context, 'build'));
    return image;
  } catch (error) {
    const failed = exitedOrThrow(error);
    throw new Failure(
      'companion-failed',
      `the image of companion ${name} could not be pulled: ${failed.message}`,
      `check that ${image} exists, and that this machine is logged in to its registry`,
      { cause: error },
    );
  }
}

type Build = Extract<Companion['source'], { kind: 'build' }>['build'];

async function buildImage(context: StageContext, name: string, build: Build): Promise<string> {
  const tag = context.run.tag(`companion-${name}`);
  const folder = resolve(context.specFolder, build.context);
  const dockerfile = resolve(folder, build.dockerfile);
  try {
    await context.containers.build({
      context: folder,
      dockerfile,
      tag,
      args: { ...context.images.buildArguments, ...build.args },
      labels: context.run.labels,
      secrets: buildSecrets(),
    });
    return tag;
  } catch (error) {
    const failed = exitedOrThrow(error);
    throw new Failure(
      'companion-failed',
      `the image of companion ${name} could not be built: ${failed.message}`,
      `fix ${dockerfile}`,
      { cause: error },
    );
  }
}
