import { ReleaseCatalogue } from '../../releases/catalogue';
import { customResource, required } from '../custom-resource';
import { resolveRelease } from './resolve';

/** Answers with the digests that the name of a release stands for. */
export const handler = customResource(async ({ Release, Repository }) => {
  const [repository, release] = [required('Repository', Repository), required('Release', Release)];
  return {
    id: `${repository}:${release}`,
    attributes: await resolveRelease(ReleaseCatalogue.of(repository), release),
  };
});
