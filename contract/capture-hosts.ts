import type { ReleaseRecord } from './release-record';

/** Returns the capture host of each checkpoint of a release, that of the first CPU class first. */
export function captureHosts({
  copies,
  host,
}: Pick<ReleaseRecord, 'copies' | 'host'>): readonly ReleaseRecord['host'][] {
  return copies?.map((copy) => copy.host) ?? [host];
}

/** What the restores of a release ask of a node, whichever it is; undefined where the record does not say. */
export function allNeeds(
  hosts: readonly ReleaseRecord['host'][],
): NonNullable<ReleaseRecord['host']['needs']> | undefined {
  if (hosts.some(({ needs }) => needs === undefined)) return undefined;
  return [...new Set(hosts.flatMap(({ needs = [] }) => needs))];
}
