import { z } from 'zod';
import type { Manifest } from '../clients';
import { ProcessError } from '../process';
import { Failure } from '../report';
import { progressOf } from '../stage-context';
import type { StageContext } from '../stage-context';
import type { Pushed, Searched } from './states';

const manifestSizes = z.object({
  config: z.object({ size: z.number() }),
  layers: z.array(z.object({ size: z.number() })).min(1),
});

/** Pushes both images under candidate tags, which no reader looks at. */
export async function push(context: StageContext, searched: Searched): Promise<Pushed> {
  const { candidate } = context.run;
  const onLine = progressOf(context, 'push');
  const service = await pushImage(context, searched.image, candidate.service, onLine);
  const checkpoint = await pushImage(context, searched.checkpointImage, candidate.checkpoint, onLine);
  const sizes = manifestSizes.parse(JSON.parse(checkpoint.body));
  return {
    ...searched,
    digests: { service: service.digest, checkpoint: checkpoint.digest },
    storedBytes: { service: stored(service), checkpoint: stored(checkpoint), layer: sizes.layers.at(-1)?.size ?? 0 },
  };
}

/** Pushes an image to the run's repository. */
export async function pushImage(
  { engine, repository }: StageContext,
  image: string,
  tag: string,
  onLine: (line: string) => void = () => undefined,
): Promise<Manifest> {
  const reference = `${repository.repository}:${tag}`;
  await engine.tag(image, reference);
  try {
    await engine.push(reference, onLine);
  } catch (error) {
    if (!(error instanceof ProcessError) || error.failure.kind !== 'exited') throw error;
    throw new Failure(
      'publish-failed',
      `${reference} could not be pushed: ${error.message}`,
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

function stored(manifest: Manifest): number {
  const { config, layers } = manifestSizes.parse(JSON.parse(manifest.body));
  return layers.reduce((sum, { size }) => sum + size, config.size);
}
