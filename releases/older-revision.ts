import { Failure } from '../kit/report/failure';
import type { ReleaseCatalogue } from './catalogue';

/** A release of a revision, and one of another revision that came after it. */
interface Superseded {
  readonly released: string;
  readonly newest: string;
}

/**
 * Refuses to build a revision that was released before another one was: its release would have the highest number, and
 * be taken for the newest. The revision of the newest release may be captured as often as one likes. Only records tell
 * the order of revisions, since a pipeline hands a build no history.
 */
export async function refuseOlderRevision(catalogue: ReleaseCatalogue, revision: string | undefined): Promise<void> {
  const found = revision === undefined ? undefined : await superseded(catalogue, revision);
  if (found === undefined) return;
  const { newest, released } = found;
  throw new Failure(
    'revision-superseded',
    `the source is at ${revision ?? ''}, of which ${released} was made, and ${newest} is of a newer revision: another release of it would be taken for the newest`,
    `move the stack instead: eks-crac promote ${released} --stack NAME; to go on from it, revert the newer commits by a commit`,
  );
}

async function superseded(catalogue: ReleaseCatalogue, revision: string): Promise<Superseded | undefined> {
  const records = (await catalogue.list()).map(({ record }) => record).toReversed();
  const [newest] = records;
  const made = records.find(({ provenance }) => provenance?.revision === revision);
  if (newest === undefined || made === undefined || newest.provenance?.revision === revision) return undefined;
  return { released: made.release, newest: newest.release };
}
