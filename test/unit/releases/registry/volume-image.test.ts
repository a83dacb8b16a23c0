import { putVolumeImage } from '../../../../releases/registry/volume-image';
import { sha256 } from '../../../../releases/registry/registry';
import { failureOf } from '../../../support/unit-failure';
import { FakeRegistry } from '../../../support/unit-registry';
import { digestOf } from '../../../support/unit-release-record';

const TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG_TYPE = 'application/vnd.docker.container.image.v1+json';
const layer = (letter: string) => ({ mediaType: 'a layer', size: 1, digest: digestOf(letter) });

async function scene() {
  const registry = await FakeRegistry.start();
  const rootfs = { type: 'layers', diff_ids: [digestOf('1'), digestOf('2')] };
  const config = JSON.stringify({ architecture: 'arm64', os: 'linux', rootfs, config: { User: 'x', Env: ['KEY=x'] } });
  registry.blobs.set(sha256(config), config);
  const image = {
    ...{ schemaVersion: 2, mediaType: TYPE, layers: [layer('a'), layer('b')] },
    config: { mediaType: CONFIG_TYPE, digest: sha256(config), size: config.length },
  };
  return { registry, checkpoint: registry.put('v7-checkpoint', JSON.stringify(image), TYPE) };
}

describe('the image of a volume', () => {
  test('has the last layer of the checkpoint image alone, of the same kind and architecture', async () => {
    const { checkpoint, registry } = await scene();
    const digest = await putVolumeImage(registry.repository, 'v7-volume', checkpoint);
    expect(registry.tags.get('v7-volume')).toBe(digest);
    const { body = '', type } = registry.manifests.get(digest) ?? {};
    const manifest = JSON.parse(body) as { config: { digest: string; mediaType: string }; layers: unknown[] };
    expect(type).toBe(TYPE);
    expect(manifest.layers).toEqual([layer('b')]);
    expect(manifest.config.mediaType).toBe(CONFIG_TYPE);
    const config = JSON.parse(registry.blobs.get(manifest.config.digest) ?? '') as object;
    expect(config).toMatchObject({ architecture: 'arm64', os: 'linux', config: {} });
    expect(config).toMatchObject({ rootfs: { type: 'layers', diff_ids: [digestOf('2')] } });
  });

  test('is not made of an image that the registry has no longer', async () => {
    const { registry } = await scene();
    const { message, remedy } = await failureOf(putVolumeImage(registry.repository, 'v7-volume', digestOf('f')));
    expect(message).toMatch(/@sha256:f+, whose layer becomes a volume, is not in the registry$/);
    expect(remedy).toBe('check what else deletes from the repository, and publish again');
  });
});
