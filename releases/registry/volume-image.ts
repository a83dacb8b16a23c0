import { z } from 'zod';
import { Failure } from '../../kit/report/failure';
import type { RegistryRepository } from './registry';

const manifestForm = z.object({
  config: z.object({ digest: z.string(), mediaType: z.string() }),
  layers: z.array(z.looseObject({ digest: z.string() })).min(1),
});

const configForm = z.object({
  architecture: z.string(),
  os: z.string(),
  rootfs: z.object({ diff_ids: z.array(z.string()).min(1) }),
});

/**
 * Stores an image that has the last layer of another alone: as a volume it has the files of that layer, and the registry
 * keeps the layer once. Returns its digest.
 */
export async function putVolumeImage(repository: RegistryRepository, tag: string, digest: string): Promise<string> {
  const found = await repository.manifest(digest);
  if (found === undefined) {
    throw new Failure(
      'publish-failed',
      `${repository.repository}@${digest}, whose layer becomes a volume, is not in the registry`,
      'check what else deletes from the repository, and publish again',
    );
  }
  const manifest = manifestForm.parse(JSON.parse(found.body));
  const { architecture, os, rootfs } = configForm.parse(await repository.json(manifest.config.digest));
  return repository.putImage(tag, {
    mediaType: found.mediaType,
    configType: manifest.config.mediaType,
    config: {
      ...{ architecture, os, config: {} },
      rootfs: { type: 'layers', diff_ids: rootfs.diff_ids.slice(-1) },
      history: [{ created_by: 'eks-crac' }],
    },
    layers: manifest.layers.slice(-1),
  });
}
