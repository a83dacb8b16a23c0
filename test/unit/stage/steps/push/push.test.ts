import { push } from '../../../../../stage/steps/push/push';
import { SEARCHED, contextOf } from '../../../../support/unit-context';
import { failureOf } from '../../../../support/unit-failure';
import { FakeRegistry } from '../../../../support/unit-registry';
import { exited } from '../../../../support/unit-runner';

const manifest = (...sizes: readonly number[]) =>
  JSON.stringify({ config: { size: 10 }, layers: sizes.map((size) => ({ size })) });

describe('push', () => {
  test('pushes both images under candidate tags, and returns their digests and sizes', async () => {
    const registry = await FakeRegistry.start();
    const digests: string[] = [];
    const context = contextOf({
      repository: registry.repository,
      script: {
        'docker tag …': {},
        'docker push …': (argv) => {
          const tag = argv.at(-1)!.split(':').at(-1)!;
          digests.push(registry.put(tag, tag.endsWith('-checkpoint') ? manifest(100, 20, 3) : manifest(100, 20)));
          return { stderr: 'pushed\n' };
        },
      },
    });
    const pushed = await push.run(context, SEARCHED);
    expect(pushed.digests).toEqual({ service: digests[0], checkpoint: digests[1] });
    expect(pushed.storedBytes).toEqual({ service: 130, checkpoint: 133, layer: 3 });
    expect([...registry.tags.keys()].sort()).toEqual([context.run.candidate.service, context.run.candidate.checkpoint]);
  });

  test('fails with the error of the push', async () => {
    const registry = await FakeRegistry.start();
    const script = { 'docker tag …': {}, 'docker push …': exited(1, 'denied: no write access') };
    const context = contextOf({ repository: registry.repository, script });
    expect(await failureOf(push.run(context, SEARCHED))).toEqual({
      code: 'publish-failed',
      message: `${registry.repository.repository}:${context.run.candidate.service} could not be pushed: docker push exited with code 1: denied: no write access`,
      remedy: 'check that the registry runs, has space, and that you may write to the repository',
    });
  });

  test('fails when the registry does not know the image afterwards', async () => {
    const registry = await FakeRegistry.start();
    const context = contextOf({ repository: registry.repository, script: { 'docker tag …': {}, 'docker push …': {} } });
    expect(await failureOf(push.run(context, SEARCHED))).toEqual({
      code: 'publish-failed',
      message: `${registry.repository.repository}:${context.run.candidate.service} was pushed, but the registry does not know it`,
      remedy: 'check the registry',
    });
  });
});
