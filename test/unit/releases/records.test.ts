import { readRelease, RECORD_TYPE, releaseNames } from '../../../releases/records';
import { FakeRegistry } from '../../support/unit-registry';
import { RECORD } from '../../support/unit-release-record';

const record = (registry: FakeRegistry, release: string, change: object = {}) =>
  registry.repository.putArtifact(`${release}-record`, {
    artifactType: RECORD_TYPE,
    document: { ...RECORD, release, ...change },
    annotations: {},
  });

describe('the releases of a repository', () => {
  test('are only those with a record, the newest last', async () => {
    const registry = await FakeRegistry.start();
    for (const release of ['v10', 'v9', 'v2']) await record(registry, release);
    for (const tag of ['v11', 'v11-checkpoint', 'v12-claim', 'candidate-x']) registry.put(tag, tag);
    expect(await releaseNames(registry.repository)).toEqual(['v2', 'v9', 'v10']);
    expect((await readRelease(registry.repository, 'v9'))?.release).toBe('v9');
    expect(await readRelease(registry.repository, 'v11')).toBeUndefined();
  });

  test('are not those that a clean-up is about to remove', async () => {
    const registry = await FakeRegistry.start();
    for (const release of ['v1', 'v2']) await record(registry, release);
    registry.put('v2-retired', 'mark');
    expect(await releaseNames(registry.repository)).toEqual(['v1']);
    expect(await readRelease(registry.repository, 'v2')).toBeUndefined();
  });

  test('cannot be read from a record of a newer schema, which is named', async () => {
    const registry = await FakeRegistry.start();
    await record(registry, 'v3', { schema: 3 });
    await expect(readRelease(registry.repository, 'v3')).rejects.toThrow(
      `release record ${registry.repository.repository}:v3-record is not valid:\n` +
        '  - `schema` 3 is newer than 2, the newest that this version of eks-crac reads; update eks-crac',
    );
  });
});
