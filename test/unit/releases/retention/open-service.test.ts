import { ListObjectsV2Command, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { RECORD_TYPE } from '../../../../releases/records';
import { openService } from '../../../../releases/retention/open-service';
import { prune } from '../../../../releases/retention/prune';
import type { RetentionWorld } from '../../../../releases/retention/prune';
import { listedImages } from '../../../../releases/retention/service-world';
import { FakeRegistry } from '../../../support/unit-registry';
import { digestOf, RECORD } from '../../../support/unit-release-record';

const OLD = '2026-01-01T00:00:00.000Z';
const stores = [{ type: 'image' }, { type: 's3', bucket: 'ours', prefix: 'checkpoints/customers/v1' }];

async function registryWith(changes: object): Promise<FakeRegistry> {
  const registry = await FakeRegistry.start();
  await registry.repository.putArtifact('v1-record', {
    artifactType: RECORD_TYPE,
    document: { ...RECORD, release: 'v1', ...changes },
    annotations: { 'org.opencontainers.image.created': OLD },
  });
  return registry;
}

describe('a bucket that a record names', () => {
  const s3 = mockClient(S3Client);
  beforeEach(() => s3.reset());
  const failing = (name: string) =>
    s3.on(ListObjectsV2Command).rejects(new S3ServiceException({ name, $fault: 'client', $metadata: {} }));
  const open = async () =>
    openService((await registryWith({ stores })).repository, { s3: new S3Client(), mounts: new Map() }, []);

  test.each(['NoSuchBucket', 'AccessDenied'])('and that answers %s stands in the way of nothing', async (name) => {
    failing(name);
    const { unreached, world } = await open();
    expect(unreached).toEqual(['s3://ours/checkpoints/customers']);
    expect((await world.list()).copies).toEqual([]);
  });

  test('and that does not answer stops the clean-up', async () => {
    failing('ServiceUnavailable');
    await expect(open()).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  });
});

test('a base image is nothing of the release that was built on it', async () => {
  const provenance = {
    baseImages: [`eclipse-temurin@${digestOf('f')}`],
    specDigest: digestOf('e'),
    stageVersion: '1.0.0',
  };
  const { repository } = await registryWith({ provenance });
  const [image] = await listedImages(repository, await repository.images());
  expect(image?.record?.digests).toContain(RECORD.images.service.digest);
  expect(image?.record?.digests).not.toContain(digestOf('f'));
});

test('a clean-up that cannot ask again who uses what takes its marks back', async () => {
  const registry = await registryWith({ stores: [{ type: 'image' }] });
  await registry.repository.putArtifact('v2-record', {
    artifactType: RECORD_TYPE,
    document: { ...RECORD, release: 'v2' },
    annotations: { 'org.opencontainers.image.created': OLD },
  });
  const { world } = await openService(registry.repository, { s3: new S3Client(), mounts: new Map() }, []);
  let asked = 0;
  const failing: RetentionWorld = {
    list: () => world.list(),
    uses: () => ((asked += 1) === 1 ? Promise.resolve([]) : Promise.reject(new Error('throttled'))),
    canRemove: () => Promise.resolve(true),
    mark: (number) => world.mark(number),
    removeImage: (digest) => world.removeImage(digest),
    removeCopy: () => Promise.reject(new Error('nothing is removed')),
  };
  await expect(prune(failing, { keepNewest: 1, graceMs: 1 }, new Date())).rejects.toThrow('throttled');
  expect([...registry.tags.keys()].filter((tag) => tag.endsWith('-retired'))).toEqual([]);
  expect(registry.tags.has('v1-record')).toBe(true);
});
