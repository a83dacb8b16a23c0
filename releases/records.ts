import { parseReleaseRecord } from '../contract/release-record';
import type { ReleaseRecord } from '../contract/release-record';
import type { RegistryRepository } from './registry/registry';

export const RECORD_TYPE = 'application/vnd.eks-crac.release.v1+json';

const RECORD_TAG = /^(v[1-9][0-9]*)-record$/;

/** A release record, and the digest that pins it. */
export interface RecordedRelease {
  readonly record: ReleaseRecord;
  /** The digest of the artifact that holds the record. */
  readonly digest: string;
}

/** The tag of the mark that a clean-up sets before it removes a release. */
export function retiredTag(release: string): string {
  return `${release}-retired`;
}

/** Writes a record, after which the release exists; returns it with the digest that pins it. */
export async function writeRecord(repository: RegistryRepository, record: ReleaseRecord): Promise<ReleaseRecord> {
  const recordDigest = await repository.putArtifact(`${record.release}-record`, {
    artifactType: RECORD_TYPE,
    document: record,
    annotations: { 'org.opencontainers.image.created': record.createdAt, 'io.eks-crac.run': record.run },
  });
  return { ...record, recordDigest };
}

/** Returns the releases of a repository, newest last. Only what has a release record is a release. */
export async function releaseNames(repository: RegistryRepository): Promise<readonly string[]> {
  const tags = new Set(await repository.tags());
  const names = [...tags]
    .flatMap((tag) => RECORD_TAG.exec(tag)?.[1] ?? [])
    .filter((name) => !tags.has(retiredTag(name)));
  return names.sort((a, b) => number(a) - number(b));
}

/** Returns a release by its name, without a look at any other; undefined if there is none, or a clean-up removes it. */
export async function recordedRelease(
  repository: RegistryRepository,
  release: string,
): Promise<RecordedRelease | undefined> {
  const tag = `${release}-record`;
  const [stored, mark] = await Promise.all([repository.artifact(tag), repository.digest(retiredTag(release))]);
  if (stored === undefined || mark !== undefined) return undefined;
  return { record: parseReleaseRecord(stored.document, `${repository.repository}:${tag}`), digest: stored.digest };
}

export async function readRelease(repository: RegistryRepository, release: string): Promise<ReleaseRecord | undefined> {
  return (await recordedRelease(repository, release))?.record;
}

function number(release: string): number {
  return Number(release.slice(1));
}
