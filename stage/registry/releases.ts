import { parseReleaseRecord } from '../../contract';
import type { ReleaseRecord } from '../../contract';
import type { RegistryRepository } from './registry';

export const RECORD_TYPE = 'application/vnd.eks-crac.release.v1+json';

const RECORD_TAG = /^(v[1-9][0-9]*)-record$/;

/** Returns the releases of a repository, newest last. Only what has a release record is a release. */
export async function releaseNames(repository: RegistryRepository): Promise<readonly string[]> {
  const names = (await repository.tags()).flatMap((tag) => RECORD_TAG.exec(tag)?.[1] ?? []);
  return names.sort((a, b) => number(a) - number(b));
}

export async function readRelease(repository: RegistryRepository, release: string): Promise<ReleaseRecord | undefined> {
  const document = await repository.artifact(`${release}-record`);
  return document === undefined
    ? undefined
    : parseReleaseRecord(document, `${repository.repository}:${release}-record`);
}

/** Returns every digest referenced by a release record; these must never be deleted. */
export async function releasedDigests(repository: RegistryRepository): Promise<ReadonlySet<string>> {
  const digests = new Set<string>();
  for (const release of await releaseNames(repository)) {
    const record = await readRelease(repository, release);
    if (record === undefined) continue;
    digests.add(record.images.service.digest).add(record.images.checkpoint.digest);
  }
  return digests;
}

function number(release: string): number {
  return Number(release.slice(1));
}
