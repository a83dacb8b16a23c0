import { ReleaseCatalogue } from '../../../releases/catalogue';
import { refuseOlderRevision } from '../../../releases/older-revision';
import { RECORD_TYPE } from '../../../releases/records';
import { failureOf } from '../../support/unit-failure';
import { FakeRegistry } from '../../support/unit-registry';
import { digestOf, RECORD } from '../../support/unit-release-record';

/** A catalogue with a release of each revision, in this order. */
async function released(...revisions: readonly (string | undefined)[]) {
  const registry = await FakeRegistry.start();
  for (const [index, revision] of revisions.entries()) {
    const release = `v${index + 1}`;
    const made = { baseImages: [], specDigest: digestOf('e'), stageVersion: '0.1.0' };
    const provenance = revision === undefined ? made : { ...made, revision };
    const document = { ...RECORD, release, provenance };
    await registry.repository.putArtifact(`${release}-record`, {
      artifactType: RECORD_TYPE,
      document,
      annotations: {},
    });
  }
  return new ReleaseCatalogue(registry.repository);
}

describe('a build of a revision', () => {
  test('is refused when a release of another one came after it', async () => {
    expect(await failureOf(refuseOlderRevision(await released('a', 'b', 'c'), 'b'))).toEqual({
      code: 'revision-superseded',
      message:
        'the source is at b, of which v2 was made, and v3 is of a newer revision: another release of it would be taken for the newest',
      remedy:
        'move the stack instead: eks-crac promote v2 --stack NAME; to go on from it, revert the newer commits by a commit',
    });
  });

  test.each([
    ['is the newest, which is captured anew', ['a', 'b'], 'b'],
    ['was never released', ['a', 'b'], 'c'],
    ['is not known', ['a', undefined], undefined],
    ['is the first', [], 'a'],
  ])('goes on when it %s', async (_, revisions, revision) => {
    await expect(refuseOlderRevision(await released(...revisions), revision)).resolves.toBeUndefined();
  });
});
