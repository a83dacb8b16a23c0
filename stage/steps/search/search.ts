import { findSecrets } from './secret-search';
import type { FoundSecret } from './secret-search';
import { Failure } from '../../../kit/report/failure';
import type { Step } from '../step';
import type { Assembled, Searched } from '../states';

/** A shorter value occurs by chance in a few hundred megabytes. */
const SHORTEST = 12;

/** Makes sure that no secret of this machine ends up in a checkpoint. */
export const search: Step<Assembled, Searched> = {
  id: 'search',
  title: 'look for secrets in it',
  summary: ({ secretsSought }) => `none of ${secretsSought}`,

  async run(context, assembled) {
    const secrets = (await context.secrets()).filter(({ value }) => value.length >= SHORTEST);
    const found = await findSecrets(assembled.layerArchive, secrets);
    if (found.length > 0) throw secretFound(found);
    return { ...assembled, secretsSought: secrets.length };
  },
};

function secretFound(found: readonly FoundSecret[]): Failure {
  const places = found.map(({ file, name }) => `${name} in ${file}`).join(', ');
  return new Failure(
    'secret-found',
    `the checkpoint contains secrets of this machine, named by their variables: ${places}`,
    'find how they reach the service (`run.env`, `build.args`, files of the build context, a companion) and remove them; rotate them if others use this machine',
  );
}
