import { RELEASE_NAME } from '../../contract/fields';
import { Failure } from '../../kit/report/failure';
import type { ReleaseCatalogue } from '../../releases/catalogue';

/** Returns what a name stands for, pinned by digest. */
export async function resolveRelease(
  catalogue: ReleaseCatalogue,
  release: string,
): Promise<Readonly<Record<string, string>>> {
  requireName(release);
  const found = await catalogue.release(release);
  if (found === undefined) {
    throw new Failure(
      'release-not-found',
      `${catalogue.repository} has no release of the name ${release}`,
      'name one that eks-crac release --repository URI shows',
    );
  }
  const { checkpoint, service } = found.record.images;
  return {
    Release: release,
    RecordDigest: found.digest,
    ServiceDigest: service.digest,
    CheckpointDigest: checkpoint.digest,
    ServiceImage: `${catalogue.repository}@${service.digest}`,
    CheckpointImage: `${catalogue.repository}@${checkpoint.digest}`,
  };
}

function requireName(release: string): void {
  if (RELEASE_NAME.test(release)) return;
  throw new Failure(
    'release-not-found',
    `a release is v and its number, got: ${JSON.stringify(release)}: a name that moves would stand for another one in a rollback, which then kept what it has to undo`,
    'write for example v7',
  );
}
