import { Failure } from '../../kit/report/failure';
import type { ReleaseCatalogue } from '../../releases/catalogue';
import type { RecordedRelease } from '../../releases/records';

/** Returns the release that is wanted, or else the newest. */
export async function requireRelease(
  catalogue: ReleaseCatalogue,
  wanted: string | undefined,
): Promise<RecordedRelease> {
  const newest = (await catalogue.names()).at(-1);
  if (newest === undefined) {
    throw new Failure(
      'release-not-found',
      `${catalogue.repository} has no release`,
      'run its pipeline or a rehearsal first, and check the name of the repository',
    );
  }
  const release = await catalogue.release(wanted ?? newest);
  if (release !== undefined) return release;
  throw new Failure(
    'release-not-found',
    `${catalogue.repository} has no release ${wanted ?? newest}`,
    `the newest is ${newest}; name it, or leave the name out to take it`,
  );
}
