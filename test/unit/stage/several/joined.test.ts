import type { ReleaseDraft } from '../../../../contract';
import { captureHosts } from '../../../../contract';
import { tagImages } from '../../../../stage/several/image-index';
import { joinImage } from '../../../../stage/several/joined-image';
import { joinedRecord } from '../../../../stage/several/joined-record';
import { requireManifest } from '../../../../releases/registry/require-manifest';
import { failureOf } from '../../../support/unit-failure';
import { FakeRegistry } from '../../../support/unit-registry';
import { RECORD } from '../../../support/unit-release-record';
import { draftOf, putImage } from './drafts';

interface Body {
  readonly mediaType: string;
  readonly config: { readonly digest: string };
  readonly layers: readonly { readonly digest: string }[];
  readonly manifests: readonly { readonly digest: string; readonly platform: unknown }[];
}

describe('a joined release', () => {
  let registry: FakeRegistry;

  beforeEach(async () => {
    registry = await FakeRegistry.start();
  });

  /** A draft whose images are in the registry. */
  function captured(
    cpuClass: string,
    architecture: 'amd64' | 'arm64',
    change: Partial<ReleaseDraft> = {},
  ): ReleaseDraft {
    const base = [`${architecture} base`, `${architecture} runtime`];
    const service = putImage(registry, `service-${architecture}`, base);
    const checkpoint = putImage(registry, `checkpoint-${cpuClass}`, [...base, `copy ${cpuClass}`]);
    return draftOf(cpuClass, {
      host: { ...RECORD.host, cpuClass, architecture },
      images: { service: { digest: service, bytes: 1 }, checkpoint: { digest: checkpoint, bytes: 2 } },
      ...change,
    });
  }

  const layersOf = (digest: string) => {
    const { layers } = JSON.parse(registry.manifests.get(digest)?.body ?? '') as Body;
    return layers.map((layer) => layer.digest);
  };

  test('has the layers of all captures of an architecture on one image, and moves none', async () => {
    const drafts = [captured('m7a', 'amd64'), captured('m7i', 'amd64')];
    registry.requests.length = 0;
    const { body, digest } = await joinImage(registry.repository, drafts);
    const [a, i] = drafts.map(({ images }) => layersOf(images.checkpoint.digest));
    expect(layersOf(digest)).toEqual([...(a ?? []), i?.at(-1)]);
    const config: unknown = JSON.parse(registry.blobs.get((JSON.parse(body) as Body).config.digest) ?? '');
    expect(config).toMatchObject({
      config: { Env: ['EKS_CRAC_RUN=r1'] },
      rootfs: {
        diff_ids: ['base', 'runtime']
          .map((name) => `sha256:diff-amd64 ${name}`)
          .concat(['m7a', 'm7i'].map((name) => `sha256:diff-copy ${name}`)),
      },
    });
    expect((config as { history: { created_by: string }[] }).history.map(({ created_by: by }) => by)).toEqual([
      ...['ENV', 'amd64 base', 'amd64 runtime', 'copy m7a', 'copy m7i'],
    ]);
    expect(registry.requests.filter((request) => /^(PUT|POST)/.test(request))).toHaveLength(3);
  });

  test('is none of a capture that is not one layer on the image', async () => {
    const draft = captured('m7a', 'amd64');
    const images = { ...draft.images, checkpoint: { digest: putImage(registry, 'x', ['other', 'copy']), bytes: 1 } };
    const told = await failureOf(joinImage(registry.repository, [{ ...draft, images }]));
    expect(told.message).toMatch(/, the capture of m7a, is not one layer on sha256:[0-9a-f]{64}$/);
  });

  test('of two architectures is an index, whose record has the image of each', async () => {
    const { repository } = registry;
    const drafts = [
      captured('m7a', 'amd64', { pod: { ...RECORD.pod, deadlineMs: 3000 } }),
      captured('m7g', 'arm64', { pod: { ...RECORD.pod, deadlineMs: 5000 } }),
    ] as const;
    const images = async (imageOf: (draft: ReleaseDraft) => Promise<Awaited<ReturnType<typeof joinImage>>>) =>
      new Map([
        ['amd64', await imageOf(drafts[0])],
        ['arm64', await imageOf(drafts[1])],
      ] as const);
    const services = await images((draft) => requireManifest(repository, draft.images.service.digest));
    const checkpoints = await images((draft) => joinImage(repository, [draft]));
    const service = await tagImages(repository, services, 'v7');
    const checkpoint = await tagImages(repository, checkpoints, 'v7-checkpoint');
    const index = JSON.parse(registry.manifests.get(registry.tags.get('v7-checkpoint') ?? '')?.body ?? '') as Body;
    expect(index.mediaType).toBe('application/vnd.oci.image.index.v1+json');
    expect(index.manifests.map(({ digest, platform }) => [platform, digest])).toEqual([
      [{ architecture: 'amd64', os: 'linux' }, checkpoints.get('amd64')?.digest],
      [{ architecture: 'arm64', os: 'linux' }, checkpoints.get('arm64')?.digest],
    ]);
    const record = joinedRecord('v7', drafts, { service, checkpoint, services, checkpoints });
    expect(record).toMatchObject({ schema: 2, release: 'v7', pod: { deadlineMs: 5000 } });
    expect(record.images.checkpoint.digest).toBe(checkpoint.digest);
    expect(record.copies?.map((copy) => [copy.images.checkpoint.digest, copy.deadlineMs])).toEqual([
      [checkpoints.get('amd64')?.digest, 3000],
      [checkpoints.get('arm64')?.digest, 5000],
    ]);
    expect(captureHosts(record).map(({ cpuClass }) => cpuClass)).toEqual(['m7a', 'm7g']);
    expect(await repository.digest('v7')).toBe(service.digest);
  });

  test('has the captured files of all', async () => {
    const drafts = ['m7a', 'm7i'].map((name) =>
      captured(name, 'amd64', { checkpoint: { ...RECORD.checkpoint, capturedPaths: ['/tmp/both', `/tmp/${name}`] } }),
    );
    const image = await joinImage(registry.repository, drafts);
    const images = new Map([['amd64', image]] as const);
    const record = joinedRecord('v7', drafts, {
      ...{ service: image, checkpoint: image, services: images, checkpoints: images },
    });
    expect(record.checkpoint.capturedPaths).toEqual(['/tmp/both', '/tmp/m7a', '/tmp/m7i']);
  });
});
