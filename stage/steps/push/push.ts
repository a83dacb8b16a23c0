import { z } from 'zod';
import type { Manifest } from '../../../releases/registry/registry';
import { requireManifest } from '../../../releases/registry/require-manifest';
import { exitedOrThrow } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import { megabytes } from '../megabytes';
import type { Step } from '../step';
import type { Pushed, Searched } from '../states';

const manifestSizes = z.object({
  config: z.object({ size: z.number() }),
  layers: z.array(z.object({ size: z.number() })).min(1),
});

/** Pushes both images under candidate tags, which no reader looks at. */
export const push: Step<Searched, Pushed> = {
  id: 'push',
  title: 'push the candidate',
  summary: ({ storedBytes }) => `layer of ${megabytes(storedBytes.layer)}`,

  async run(context, searched) {
    const onLine = progressOf(context, 'push');
    const service = await serviceManifest(context, searched, onLine);
    const checkpoint = await pushImage(context, searched.checkpointImage, context.run.candidate.checkpoint, onLine);
    const sizes = manifestSizes.parse(JSON.parse(checkpoint.body));
    return {
      ...searched,
      digests: { service: service.digest, checkpoint: checkpoint.digest },
      storedBytes: {
        service: storedBytes(service),
        checkpoint: storedBytes(checkpoint),
        layer: sizes.layers.at(-1)?.size ?? 0,
      },
    };
  },
};

/** An image that captures share is in the registry. */
async function serviceManifest(
  context: StageContext,
  { image, prepared }: Searched,
  onLine: (line: string) => void,
): Promise<Manifest> {
  if (prepared === undefined) return pushImage(context, image, context.run.candidate.service, onLine);
  return requireManifest(context.repository, prepared.image.digest);
}

/** Pushes an image to the run's repository. */
export async function pushImage(
  { containers, repository }: StageContext,
  image: string,
  tag: string,
  onLine: (line: string) => void = () => undefined,
): Promise<Manifest> {
  const reference = `${repository.repository}:${tag}`;
  await containers.tag(image, reference);
  try {
    await containers.push(reference, onLine);
  } catch (error) {
    const failed = exitedOrThrow(error);
    throw new Failure(
      'publish-failed',
      `${reference} could not be pushed: ${failed.message}`,
      'check that the registry runs, has space, and that you may write to the repository',
      { cause: error },
    );
  }
  const manifest = await repository.manifest(tag);
  if (manifest !== undefined) return manifest;
  throw new Failure(
    'publish-failed',
    `${reference} was pushed, but the registry does not know it`,
    'check the registry',
  );
}

/** The size of an image as stored in the registry. */
export function storedBytes(manifest: Manifest): number {
  const { config, layers } = manifestSizes.parse(JSON.parse(manifest.body));
  return layers.reduce((sum, { size }) => sum + size, config.size);
}
