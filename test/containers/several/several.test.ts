import type { PreparedImage, ReleaseDraft, ReleaseRecord } from '../../../contract';
import { captureDraft } from '../../../stage/several/capture-draft';
import { joinRelease } from '../../../stage/several/join-release';
import { prepareImage } from '../../../stage/several/prepare-image';
import { readRecord } from '../journeys/released-images';
import { RestoredContainer } from '../journeys/restored-container';
import { failureOf } from '../../support/unit-failure';
import { Scene } from '../../support/containers/scene';
import { hostLacking, inputOf, nodeLacking } from './this-machine';

const MINUTES = 60_000;

/** Two hosts of a build and three kinds of nodes, all on this machine: what each reads of its CPU is narrowed. */
describe('a release of two CPU classes', () => {
  const scene = new Scene();
  let prepared: PreparedImage;
  let drafts: readonly ReleaseDraft[];
  let record: ReleaseRecord;

  beforeAll(async () => {
    const wide = await hostLacking(scene);
    const narrow = await hostLacking(scene, 'avx2');
    prepared = await prepareImage(wide.platform, inputOf(scene, 'wide'));
    drafts = [
      await captureDraft(wide.platform, inputOf(scene, 'wide'), prepared),
      await captureDraft(narrow.platform, inputOf(scene, 'narrow'), prepared),
    ];
    record = await joinRelease(wide.platform, inputOf(scene, 'wide'), { drafts, wanted: ['wide', 'narrow'] });
  }, 10 * MINUTES);

  afterAll(async () => {
    await RestoredContainer.removeAll(scene.containers, record);
    await scene.dispose();
  });

  const started = async (...lacking: readonly string[]) => {
    const pod = await RestoredContainer.start(
      ...([scene.containers, record, {}] as const),
      lacking.length === 0 ? {} : { mounts: [nodeLacking(scene, ...lacking)] },
    );
    const { copy, mode, reason } = await pod.ready();
    expect((await pod.request('/api/customers')).status).toBe(200);
    return { copy, mode, reason };
  };

  test('has one record, with a copy for each, of one image', async () => {
    expect(await scene.releases()).toEqual(['v1']);
    const { recordDigest, ...written } = record;
    expect(written).toEqual(await readRecord(scene.repository, 'v1'));
    expect(recordDigest).toMatch(/^sha256:/);
    expect(record.copies?.map(({ host, images }) => [host.cpuClass, images])).toEqual([
      ['wide', record.images],
      ['narrow', record.images],
    ]);
    expect(record.images.service.digest).toBe(prepared.image.digest);
    expect(record.copies?.[1]?.host.cpuFlags).not.toContain('avx2');
  });

  test.each([
    ['a node like the first host', [], { copy: 'wide', mode: 'restored', reason: '' }],
    ['a node like the other', ['avx2'], { copy: 'narrow', mode: 'restored', reason: '' }],
    ['a node like neither', ['sse2'], { copy: 'wide', mode: 'cold', reason: 'cpu' }],
  ])('is started on %s', async (_node, lacking, expected) => {
    expect(await started(...lacking)).toEqual(expected);
  });

  test('is none while a capture is missing', async () => {
    const host = await hostLacking(scene);
    const joining = joinRelease(host.platform, inputOf(scene, 'wide'), {
      drafts: drafts.slice(0, 1),
      wanted: ['wide', 'narrow'],
    });
    expect((await failureOf(joining)).code).toBe('publish-failed');
    expect(await scene.releases()).toEqual(['v1']);
  });
});
