import { Failure } from '../../kit/report/failure';
import type { RegistryRepository } from '../../releases/registry/registry';

/** Refuses a repository that is not there: an empty list would look like one without releases. */
export async function requireRepository(registry: RegistryRepository): Promise<void> {
  if (await registry.exists()) return;
  throw new Failure(
    'release-not-found',
    `there is no repository ${registry.repository}`,
    'check its name, with ECR its account and region; a pipeline or a rehearsal makes it',
  );
}
