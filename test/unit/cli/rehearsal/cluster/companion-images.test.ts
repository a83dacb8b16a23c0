import { withCompanionImages } from '../../../../../cli/rehearsal/cluster/companion-images';
import type { CompanionImages } from '../../../../../stage/steps/states';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { contextOf } from '../../../../support/unit-context';
import { FakeRegistry } from '../../../../support/unit-registry';

const companions = [
  { name: 'queue', image: 'queue:1', port: 1000 },
  { name: 'db', build: {}, port: 2000 },
];
const built: CompanionImages = { queue: 'queue:1', db: 'run:db' };

async function registryContext() {
  const registry = await FakeRegistry.start();
  const context = contextOf({
    spec: captureSpec({ companions }),
    repository: registry.repository,
    script: {
      'docker tag run:db …': {},
      'docker push …': (argv) => {
        registry.put(argv.at(-1)!.split(':').at(-1)!, '{}');
        return {};
      },
    },
  });
  return { context, registry };
}

describe('the images of companions on a cluster', () => {
  test('are pulled by digest from the release’s repository, for as long as they are needed', async () => {
    const { context, registry } = await registryContext();
    const images = await withCompanionImages(context, built, (given) => {
      const digest = registry.tags.get(context.run.companionTag('db')) ?? '';
      expect(given).toEqual({ queue: 'queue:1', db: `${registry.repository.repository}@${digest}` });
      return Promise.resolve(given);
    });
    expect(images['db']).toMatch(/@sha256:[0-9a-f]{64}$/);
    expect(registry.tags.size).toBe(0);
  });

  test('are deleted after a failure, too', async () => {
    const { context, registry } = await registryContext();
    const work = () => Promise.reject(new Error('no such node'));
    await expect(withCompanionImages(context, built, work)).rejects.toThrow('no such node');
    expect(registry.tags.size).toBe(0);
  });
});
