import { resolveRelease } from '../../../lambda/resolve/resolve';
import { failureOf } from '../../support/unit-failure';
import { StackScene } from '../../support/unit-stack';

describe('the function that resolves', () => {
  test('pins both images and the record by digest', async () => {
    const shop = await StackScene.with();
    const digest = await shop.publish({ release: 'v8' });
    const [service, checkpoint] = [shop.registry.tags.get('v8'), shop.registry.tags.get('v8-checkpoint')];
    expect(await resolveRelease(shop.catalogue(shop.repository), 'v8')).toEqual({
      ...{ Release: 'v8', RecordDigest: digest, ServiceDigest: service, CheckpointDigest: checkpoint },
      ServiceImage: `${shop.repository}@${service ?? ''}`,
      CheckpointImage: `${shop.repository}@${checkpoint ?? ''}`,
    });
  });

  test('names a release that is not there', async () => {
    const shop = await StackScene.with();
    const { message, remedy } = await failureOf(resolveRelease(shop.catalogue(shop.repository), 'v8'));
    expect(message).toBe(`${shop.repository} has no release of the name v8`);
    expect(remedy).toBe('name one that eks-crac release --repository URI shows');
  });

  test('refuses a name that moves, with the reason', async () => {
    const { catalogue, registry } = await StackScene.with();
    const { message, remedy } = await failureOf(resolveRelease(catalogue('localhost:1/customers'), 'latest'));
    expect(message).toBe(
      'a release is v and its number, got: "latest": a name that moves would stand for another one in a rollback, which then kept what it has to undo',
    );
    expect(remedy).toBe('write for example v7');
    expect(registry.requests).toEqual([]);
  });
});
