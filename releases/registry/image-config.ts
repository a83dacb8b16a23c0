import { z } from 'zod';
import type { RegistryRepository } from './registry';

const index = z.object({
  manifests: z
    .array(
      z.object({ digest: z.string(), platform: z.object({ os: z.string(), architecture: z.string() }).optional() }),
    )
    .optional(),
});
const manifest = z.object({ config: z.object({ digest: z.string() }) });
const config = z.object({
  config: z.object({ Env: z.array(z.string()).nullish() }).nullish(),
  rootfs: z.object({ diff_ids: z.array(z.string()) }),
});

/** What an image consists of. */
export interface ImageConfig {
  /** The digests of its layers, not compressed, the first one at the bottom: what an image is built from comes first. */
  readonly layers: readonly string[];
  /** Variables, each `NAME=value`. */
  readonly env: readonly string[];
}

/** Reads the configuration of an image for Linux; undefined if the repository has no such image. */
export async function imageConfig(
  repository: RegistryRepository,
  reference: string,
  architecture: string,
): Promise<ImageConfig | undefined> {
  const found = await repository.index(reference);
  if (found === undefined) return undefined;
  const { manifests } = index.parse(JSON.parse(found.body));
  if (manifests !== undefined) {
    const own = manifests.find(({ platform }) => platform?.os === 'linux' && platform.architecture === architecture);
    return own === undefined ? undefined : imageConfig(repository, own.digest, architecture);
  }
  const { config: blob } = manifest.parse(JSON.parse(found.body));
  const { config: settings, rootfs } = config.parse(await repository.json(blob.digest));
  return { layers: rootfs.diff_ids, env: settings?.Env ?? [] };
}
