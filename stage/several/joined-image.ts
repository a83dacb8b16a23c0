import { z } from 'zod';
import type { ReleaseDraft } from '../../contract';
import { Failure } from '../../kit/report/failure';
import type { Manifest, RegistryRepository } from '../../releases/registry/registry';
import { requireManifest } from '../../releases/registry/require-manifest';

const descriptor = z.object({ mediaType: z.string(), digest: z.string(), size: z.int() });
const manifestSchema = z.looseObject({
  mediaType: z.string(),
  config: descriptor,
  layers: z.array(descriptor).min(1),
});
const historyEntry = z.looseObject({ empty_layer: z.boolean().optional() });
const configSchema = z.looseObject({
  rootfs: z.looseObject({ diff_ids: z.array(z.string()).min(1) }),
  history: z.array(historyEntry).optional(),
});

/** Puts the layers of all captures of one architecture onto their image; no layer is moved, the registry has them all. */
export async function joinImage(repository: RegistryRepository, drafts: readonly ReleaseDraft[]): Promise<Manifest> {
  const [first, ...others] = await Promise.all(drafts.map((draft) => readImage(repository, draft)));
  if (first === undefined) throw new TypeError('an image is joined of one capture at least');
  const { config, manifest } = first;
  const joined = {
    ...config,
    rootfs: { ...config.rootfs, diff_ids: [...config.rootfs.diff_ids, ...others.map(lastDiff)] },
    history: [...(config.history ?? []), ...others.flatMap(lastHistory)],
  };
  return repository.putManifest({
    ...manifest,
    config: await repository.putDocument(joined, manifest.config.mediaType),
    layers: [...manifest.layers, ...others.map(({ manifest: { layers } }) => last(layers))],
  });
}

interface CaptureImage {
  readonly manifest: z.output<typeof manifestSchema>;
  readonly config: z.output<typeof configSchema>;
}

async function readImage(repository: RegistryRepository, { host, images }: ReleaseDraft): Promise<CaptureImage> {
  const [service, checkpoint] = await Promise.all([
    requireManifest(repository, images.service.digest),
    requireManifest(repository, images.checkpoint.digest),
  ]);
  const below = manifestSchema.parse(JSON.parse(service.body)).layers;
  const manifest = manifestSchema.parse(JSON.parse(checkpoint.body));
  const digests = manifest.layers.map(({ digest }) => digest);
  if (digests.slice(0, -1).join() !== below.map(({ digest }) => digest).join()) {
    throw new Failure(
      'publish-failed',
      `${repository.repository}@${checkpoint.digest}, the capture of ${host.cpuClass}, is not one layer on ${service.digest}`,
      'capture again, and push to the repository with nothing but eks-crac',
    );
  }
  return { manifest, config: configSchema.parse(await repository.json(manifest.config.digest)) };
}

function lastDiff({ config }: CaptureImage): string {
  return last(config.rootfs.diff_ids);
}

function lastHistory({ config: { history = [] } }: CaptureImage) {
  return history.filter(({ empty_layer: isEmpty }) => isEmpty !== true).slice(-1);
}

function last<T>(list: readonly T[]): T {
  const found = list.at(-1);
  if (found === undefined) throw new TypeError('an image has one layer at least');
  return found;
}
