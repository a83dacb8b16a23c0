import { Release } from '../../../../constructs';
import { digestOf, RECORD } from '../../../support/unit-release-record';

describe('a release', () => {
  test('names both images by digest', () => {
    const release = Release.fromRecord(RECORD);
    expect(release.serviceImage).toBe(`localhost:5055/customers@${digestOf('a')}`);
    expect(release.checkpointImage).toBe(`localhost:5055/customers@${digestOf('b')}`);
  });

  test('is rejected if it is not a release record, naming each problem', () => {
    expect(() => Release.fromRecord({ ...RECORD, release: 'latest' })).toThrow(
      new Error(
        'release record given to Release.fromRecord is not valid:\n  - `release` has the wrong form, got: "latest"; write the name of the release, v and its number',
      ),
    );
  });
});
