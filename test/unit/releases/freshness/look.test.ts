import type { ReleaseRecord } from '../../../../contract';
import { ReleaseCatalogue } from '../../../../releases/catalogue';
import { look } from '../../../../releases/freshness/look';
import type { Watched } from '../../../../releases/freshness/look';
import { putImage } from '../../../support/unit-images';
import { digestOf, RECORD } from '../../../support/unit-release-record';
import { FakeRegistry } from '../../../support/unit-registry';

type Provenance = NonNullable<ReleaseRecord['provenance']>;

/** A registry with a JDK, and a release that begins with two of its layers. */
async function scene() {
  const registry = await FakeRegistry.start();
  const jdk = `${registry.repository.repository}:jdk`;
  const digest = putImage(registry, 'v7', { layers: ['a', 'b', 'c'] });
  putImage(registry, 'jdk', { layers: ['a', 'b'], env: ['PATH=/bin', 'JAVA_VERSION=21.0.5'] });
  const seen = (provenance: Partial<Provenance>, watched: Watched = {}) => {
    const all = { baseImages: [], specDigest: digestOf('e'), stageVersion: '0.1.0', ...provenance };
    const images = { ...RECORD.images, service: { digest, bytes: 1 } };
    const catalogue = ReleaseCatalogue.of(registry.repository.repository);
    return look(catalogue, { ...RECORD, images, provenance: all }, watched, new Date());
  };
  return { registry, jdk, seen };
}

describe('a look at what a release was made of', () => {
  test('finds the base image below the release', async () => {
    const { jdk, seen } = await scene();
    const base = { image: jdk, pinned: false, isBelow: true, java: '21.0.5' };
    expect(await seen({ baseImage: jdk })).toMatchObject({ base, unknown: [] });
    expect(await seen({ baseImages: [jdk] })).toMatchObject({ base });
  });

  test('sees that a tag stands for other layers', async () => {
    const { jdk, registry, seen } = await scene();
    putImage(registry, 'jdk', { layers: ['a', 'x'] });
    expect((await seen({ baseImage: jdk })).base).toEqual({ image: jdk, pinned: false, isBelow: false });
  });

  test('takes the image of its own architecture', async () => {
    const { jdk, registry, seen } = await scene();
    const of = (architecture: string, layers: string[]) => ({
      digest: putImage(registry, architecture, { layers }),
      platform: { os: 'linux', architecture },
    });
    const manifests = [of('arm64', ['other']), of('amd64', ['a'])];
    registry.put('jdk', JSON.stringify({ manifests }), 'application/vnd.oci.image.index.v1+json');
    expect((await seen({ baseImage: jdk })).base).toMatchObject({ isBelow: true });
  });

  test('knows the tag of an image that is pinned with it, or is told', async () => {
    const { jdk, seen } = await scene();
    const [repository = ''] = jdk.split(':jdk');
    const pinned = { image: jdk, pinned: true, isBelow: true };
    expect((await seen({ baseImage: `${jdk}@${digestOf('1')}` })).base).toMatchObject(pinned);
    const byDigest = `${repository}@${digestOf('1')}`;
    expect((await seen({ baseImage: byDigest }, { baseImage: jdk })).base).toMatchObject(pinned);
    expect((await seen({ baseImage: byDigest })).unknown).toEqual([
      `${byDigest} is a digest, and which tag it comes from is not said`,
    ]);
  });

  test('says what it could not compare', async () => {
    const { jdk, seen } = await scene();
    expect((await seen({ baseImages: ['a', 'b'] })).unknown).toEqual([
      'the record does not say which image it begins with',
    ]);
    expect((await seen({ baseImage: `${jdk}2` })).unknown).toEqual([`${jdk}2 is gone from its registry`]);
    const [text] = (await seen({ baseImage: 'localhost:1/jdk:21' })).unknown;
    expect(text).toMatch(/^localhost:1\/jdk:21 could not be read: registry did not answer GET /);
  });
});
