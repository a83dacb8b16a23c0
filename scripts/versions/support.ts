import { PINNED_VERSIONS } from '../../manifests/cluster/pinned-versions';
import { daysOfSupport, STANDARD_SUPPORT_ENDS } from '../../manifests/cluster/version-support';

/** A pinned version needs a successor while there is time to change clusters. */
const NOTICE_DAYS = 60;

/** Returns a line for each Kubernetes version with a default add-on set whose standard support is about to end. */
export function endingVersions(now: Date): readonly string[] {
  return Object.keys(PINNED_VERSIONS)
    .map((version) => ({ version, days: daysOfSupport(version, now) }))
    .filter(({ days }) => days < NOTICE_DAYS)
    .map(
      ({ days, version }) =>
        `Kubernetes ${version} leaves standard support on ${STANDARD_SUPPORT_ENDS[version] ?? ''}, in ${days} days; drop it from manifests/cluster/pinned-versions.ts, and pin a newer version there`,
    );
}
