import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { packagePath } from '../kit/package-path';
import { ProcessError } from '../kit/process';
import { Failure } from '../kit/report/failure';
import { makeBaseImage, SUITE } from './base-image';
import type { Host } from './host';
import { containersOf } from './machine';
import type { MachineRuntime, MachineImages } from './machine';
import { step } from './progress';
import type { MachineProgress } from './progress';
import type { MachineFolders } from './machine-folders';

/** On every image and container that belongs to the machine and not to a run. */
export const MACHINE_LABEL = 'eks-crac.machine';
/** What an image or container was made from; it is made anew when that changes. */
export const RECIPE_LABEL = 'eks-crac.recipe';

/** The host part is one from which nothing can be pulled: an image that is missing is an error, never a download. */
export const IMAGES: MachineImages = {
  debian: `localhost/eks-crac/debian:${SUITE}`,
  jdk: 'localhost/eks-crac/jdk:21',
  build: 'localhost/eks-crac/build:21',
  tools: 'localhost/eks-crac/tools:1',
};

interface Recipe {
  readonly image: 'jdk' | 'build' | 'tools';
  readonly dockerfile: string;
  readonly target: string;
  readonly title: string;
}

const TOOLS: Recipe = {
  image: 'tools',
  dockerfile: 'stage/sandbox/tools.Dockerfile',
  target: 'tools',
  title: 'build the image of small tools',
};
const JDK: Recipe = {
  image: 'jdk',
  dockerfile: 'machine/images/jdk.Dockerfile',
  target: 'jdk',
  title: 'build the image of a JDK',
};
const BUILD: Recipe = {
  image: 'build',
  dockerfile: 'machine/images/jdk.Dockerfile',
  target: 'build',
  title: 'build the image of build tools',
};

export interface ImageMaker {
  readonly containerRuntime: MachineRuntime;
  readonly host: Host;
  readonly folder: MachineFolders;
  readonly progress: MachineProgress;
  readonly signal?: AbortSignal | undefined;
}

export async function ensureBaseImage(maker: ImageMaker): Promise<void> {
  const reference = IMAGES.debian;
  if ((await containersOf(maker.containerRuntime).imageId(reference)) !== undefined) return;
  const labels = [`${MACHINE_LABEL}=image`];
  await step(maker.progress, 'debian', `get Debian ${SUITE}`, (say) =>
    makeBaseImage({ ...maker, reference, labels, say }),
  );
}

/** What the registry and the stubs of a run are made from. */
export function ensureToolsImage(maker: ImageMaker): Promise<void> {
  return ensureImage(maker, TOOLS);
}

/** What services are built and run on where no other JDK can be pulled. */
export async function ensureJdkImages(maker: ImageMaker): Promise<void> {
  await ensureImage(maker, JDK);
  await ensureImage(maker, BUILD);
}

async function ensureImage(maker: ImageMaker, recipe: Recipe): Promise<void> {
  const { progress, signal } = maker;
  const containers = containersOf(maker.containerRuntime, signal);
  const dockerfile = packagePath(recipe.dockerfile);
  const folder = dirname(dockerfile);
  const base = await containers.imageId(IMAGES.debian);
  const hash = createHash('sha256')
    .update(JSON.stringify([await readFile(dockerfile, 'utf8'), recipe.target, base]))
    .digest('hex');
  const labels = { [MACHINE_LABEL]: 'image', [RECIPE_LABEL]: hash.slice(0, 16) };
  const tag = IMAGES[recipe.image];
  const wanted = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  if ((await containers.imageId(tag, wanted)) !== undefined) return;
  const build = { context: folder, dockerfile, tag, target: recipe.target, args: { DEBIAN: IMAGES.debian }, labels };
  await step(progress, recipe.image, recipe.title, async (say) => {
    try {
      await containers.build(build, say);
    } catch (error) {
      if (!(error instanceof ProcessError) || error.failure.kind === 'aborted') throw error;
      const remedy = 'containers must reach the package mirror of Debian; when they do, run the command again';
      throw new Failure('machine-unsuitable', `image ${tag} could not be built: ${error.message}`, remedy, {
        cause: error,
      });
    }
  });
}
