import { readRelease, RECORD_TYPE, releasedDigests, releaseNames } from '../../../releases/records';
import { removeCandidates } from '../../../stage/cleanup';
import { Run } from '../../../stage/run/run';
import { StateFolder } from '../../../stage/run/state-folder';
import { FakeRegistry } from '../../support/unit-registry';
import { digestOf, RECORD } from '../../support/unit-release-record';
import { scratch } from '../../support/unit-scratch';

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

  test('have digests that must never be deleted', async () => {
    const registry = await FakeRegistry.start();
    await record(registry, 'v1');
    await record(registry, 'v2', {
      images: { service: { digest: digestOf('d'), bytes: 1 }, checkpoint: { digest: digestOf('e'), bytes: 1 } },
    });
    const digests = await releasedDigests(registry.repository);
    for (const each of ['a', 'b', 'd', 'e']) expect(digests).toContain(digestOf(each));
    expect(digests).not.toContain(digestOf('9'));
  });

  test('cannot be read from a record of a newer schema, which is named', async () => {
    const registry = await FakeRegistry.start();
    await record(registry, 'v3', { schema: 2 });
    await expect(readRelease(registry.repository, 'v3')).rejects.toThrow(
      `release record ${registry.repository.repository}:v3-record is not valid:\n` +
        '  - `schema` 2 is newer than 1, the newest that this version of eks-crac reads; update eks-crac',
    );
  });

  describe('leave the candidates of a dead run', () => {
    const begin = (registry: FakeRegistry) => Run.begin(new StateFolder(scratch()), registry.repository.repository);

    test('that are deleted by digest', async () => {
      const registry = await FakeRegistry.start();
      const run = begin(registry);
      const service = registry.put(run.candidate.service, 'service');
      const checkpoint = registry.put(run.candidate.checkpoint, 'checkpoint');
      registry.put('v1-claim', 'claim');
      expect(await removeCandidates(registry.repository, run)).toEqual(
        [service, checkpoint].map((digest) => `${registry.repository.repository}@${digest}`),
      );
      expect([...registry.tags.keys()]).toEqual(['v1-claim']);
    });

    test('that are kept when a record names their digest', async () => {
      const registry = await FakeRegistry.start();
      const run = begin(registry);
      const service = registry.put(run.candidate.service, 'service');
      const checkpoint = registry.put(run.candidate.checkpoint, 'checkpoint');
      const images = { service: { digest: service, bytes: 1 }, checkpoint: { digest: checkpoint, bytes: 1 } };
      await record(registry, 'v1', { images });
      expect(await removeCandidates(registry.repository, run)).toEqual([]);
      expect(registry.manifests.has(service)).toBe(true);
      expect(registry.manifests.has(checkpoint)).toBe(true);
    });

    test('that are kept and deleted in the same way where a record has a schema that is not known', async () => {
      const registry = await FakeRegistry.start();
      const run = begin(registry);
      const service = registry.put(run.candidate.service, 'service');
      const checkpoint = registry.put(run.candidate.checkpoint, 'checkpoint');
      await record(registry, 'v1', { schema: 2, images: [{ of: 'the service', is: service }] });
      expect(await removeCandidates(registry.repository, run)).toEqual([
        `${registry.repository.repository}@${checkpoint}`,
      ]);
      expect(registry.manifests.has(service)).toBe(true);
    });

    test('alone if they belong to another run, or if the registry keeps everything', async () => {
      const registry = await FakeRegistry.start({ keeps: true });
      registry.put('candidate-other', 'other');
      const run = begin(registry);
      expect(await removeCandidates(registry.repository, run)).toEqual([]);
      registry.put(run.candidate.service, 'service');
      expect(await removeCandidates(registry.repository, run)).toEqual([]);
      expect([...registry.tags.keys()]).toContain('candidate-other');
    });
  });
});
