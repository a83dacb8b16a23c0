import { parseReleaseRecord } from '../contract/release-record';
import type { ReleaseRecord } from '../contract/release-record';
import type { RegistryRepository } from './registry/registry';

export const RECORD_TYPE = 'application/vnd.eks-crac.release.v1+json';

const DIGEST = /sha256:[0-9a-f]{64}/g;
const RECORD_TAG = /^(v[1-9][0-9]*)-record$/;

/** A release record, and the digest that pins it. */
export interface RecordedRelease {
  readonly record: ReleaseRecord;
  /** The digest of the artifact that holds the record. */
  readonly digest: string;
}

/** Returns the releases of a repository, newest last. Only what has a release record is a release. */
export async function releaseNames(repository: RegistryRepository): Promise<readonly string[]> {
  const names = (await repository.tags()).flatMap((tag) => RECORD_TAG.exec(tag)?.[1] ?? []);
  return names.sort((a, b) => number(a) - number(b));
}

/** Returns a release by its name, without a look at any other; undefined if there is none. */
export async function recordedRelease(
  repository: RegistryRepository,
  release: string,
): Promise<RecordedRelease | undefined> {
  const tag = `${release}-record`;
  const stored = await repository.artifact(tag);
  if (stored === undefined) return undefined;
  return { record: parseReleaseRecord(stored.document, `${repository.repository}:${tag}`), digest: stored.digest };
}

export async function readRelease(repository: RegistryRepository, release: string): Promise<ReleaseRecord | undefined> {
  return (await recordedRelease(repository, release))?.record;
}

/**
 * Returns every digest that a release record names, of whatever version it is; these must never be deleted. A record
 * that this version cannot read must not stand in the way of removing what no record names.
 */
export async function releasedDigests(repository: RegistryRepository): Promise<ReadonlySet<string>> {
  const digests = new Set<string>();
  for (const release of await releaseNames(repository)) {
    const stored = await repository.artifact(`${release}-record`);
    if (stored === undefined) continue;
    for (const [digest] of JSON.stringify(stored.document).matchAll(DIGEST)) digests.add(digest);
  }
  return digests;
}

function number(release: string): number {
  return Number(release.slice(1));
}
