import { PINNED_VERSIONS } from '../../../../manifests/cluster/pinned-versions';
import { daysOfSupport } from '../../../../manifests/cluster/version-support';
import { endingVersions } from '../../../../scripts/versions/support';

test('a version is named from 60 days before its standard support ends', () => {
  expect(endingVersions(new Date('2027-01-26T00:00:00Z'))).toEqual([]);
  expect(endingVersions(new Date('2027-01-27T00:00:00Z'))).toEqual([
    'Kubernetes 1.35 leaves standard support on 2027-03-27, in 59 days; drop it from manifests/cluster/pinned-versions.ts, and pin a newer version there',
  ]);
  expect(endingVersions(new Date('2027-08-03T00:00:00Z'))).toHaveLength(2);
});

test('the end of support is known of every pinned version, and of no other', () => {
  for (const version of Object.keys(PINNED_VERSIONS))
    expect(daysOfSupport(version, new Date('2026-11-29T00:00:00Z'))).toBeGreaterThan(60);
  expect(() => daysOfSupport('1.99', new Date())).toThrow(
    new TypeError('no end of support is known of Kubernetes 1.99'),
  );
});
