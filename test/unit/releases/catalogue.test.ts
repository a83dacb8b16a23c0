import { RECORD_TYPE } from '../../../releases/records';
import { ReleaseCatalogue } from '../../../releases/catalogue';
import { FakeRegistry } from '../../support/unit-registry';
import type { RegistryTraits } from '../../support/unit-registry';
import { RECORD } from '../../support/unit-release-record';

async function catalogueWith(names: readonly string[], traits: RegistryTraits = {}) {
  const registry = await FakeRegistry.start(traits);
  const digests: Record<string, string> = {};
  for (const name of names)
    digests[name] = await registry.repository.putArtifact(`${name}-record`, {
      artifactType: RECORD_TYPE,
      document: { ...RECORD, release: name },
      annotations: {},
    });
  registry.requests.length = 0;
  return { catalogue: ReleaseCatalogue.of(`${registry.host}/acme/customers`), digests, registry };
}

describe('the catalogue of a repository', () => {
  test('has a release by name with the digest of its record, without a look at the other tags', async () => {
    const { catalogue, digests, registry } = await catalogueWith(['v1', 'v2']);
    expect(await catalogue.release('v2')).toEqual({ record: { ...RECORD, release: 'v2' }, digest: digests['v2'] });
    expect(registry.requests.some((request) => request.includes('/tags/'))).toBe(false);
  });

  test('has no release without a record', async () => {
    const { catalogue, registry } = await catalogueWith([]);
    registry.put('v3', '{}');
    expect(await catalogue.release('v3')).toBeUndefined();
    expect(await catalogue.names()).toEqual([]);
  });

  test('lists the newest releases, the newest last', async () => {
    const { catalogue } = await catalogueWith(
      Array.from({ length: 25 }, (_, index) => `v${index + 1}`),
      { page: 10 },
    );
    const listed = await catalogue.list(12);
    expect(listed.map(({ record }) => record.release)).toEqual(
      Array.from({ length: 12 }, (_, index) => `v${index + 14}`),
    );
    expect(await catalogue.list()).toHaveLength(25);
  });

  test('knows what a tag or a digest stands for', async () => {
    const { catalogue, registry } = await catalogueWith([]);
    const digest = registry.put('v3', '{}');
    expect(await catalogue.digestOf('v3')).toBe(digest);
    expect(await catalogue.digestOf(digest)).toBe(digest);
    expect(await catalogue.digestOf('v4')).toBeUndefined();
  });
});
