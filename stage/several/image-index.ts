import type { Architecture } from '../../engines';
import type { Manifest, RegistryRepository } from '../../releases/registry/registry';

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

/** The image of each architecture. */
export type ArchitectureImages = ReadonlyMap<Architecture, Manifest>;

/** Tags the image of a release: an index of its images where it has several architectures. */
export async function tagImages(
  repository: RegistryRepository,
  images: ArchitectureImages,
  tag: string,
): Promise<Manifest> {
  const [only, second] = images.values();
  if (only !== undefined && second === undefined) {
    await repository.tag(only, tag);
    return only;
  }
  const manifests = [...images].map(([architecture, { body, digest, mediaType }]) => ({
    mediaType,
    digest,
    size: Buffer.byteLength(body),
    platform: { architecture, os: 'linux' },
  }));
  return repository.putManifest({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }, tag);
}
