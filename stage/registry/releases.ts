import { parseReleaseRecord } from '../../contract';
import type { ReleaseRecord } from '../../contract';
import type { RegistryRepository } from './registry';

export const RECORD_TYPE = 'application/vnd.eks-crac.release.v1+json';

const DIGEST = /sha256:[0-9a-f]{64}/g;
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

/**
 * Returns every digest that a release record names, of whatever version it is; these must never be deleted. A record
 * that this version cannot read must not stand in the way of removing what no record names.
 */
export async function releasedDigests(repository: RegistryRepository): Promise<ReadonlySet<string>> {
  const digests = new Set<string>();
  for (const release of await releaseNames(repository)) {
    const document = await repository.artifact(`${release}-record`);
    if (document === undefined) continue;
    for (const [digest] of JSON.stringify(document).matchAll(DIGEST)) digests.add(digest);
  }
  return digests;
}

function number(release: string): number {
  return Number(release.slice(1));
}
