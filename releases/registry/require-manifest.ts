import { Failure } from '../../kit/report/failure';
import type { Manifest, RegistryRepository } from './registry';

/** Returns a manifest that was pushed before. */
export async function requireManifest(repository: RegistryRepository, digest: string): Promise<Manifest> {
  const manifest = await repository.manifest(digest);
  if (manifest !== undefined) return manifest;
  throw new Failure(
    'publish-failed',
    `${repository.repository}@${digest} is gone from the registry`,
    'check what else deletes from the repository',
  );
}
