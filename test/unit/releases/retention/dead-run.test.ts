import { RECORD_TYPE } from '../../../../releases/records';
import { sweepDeadRun } from '../../../../releases/retention/dead-run';
import { RECORD } from '../../../support/unit-release-record';
import { FakeRegistry } from '../../../support/unit-registry';

const RUN = '20260301020304-0a1b2c3d';
const OTHER = '20260301020304-0a1b2c3e';

/** A registry with both images of a run, and its claim of v1 if it came so far. */
async function scene(claimed = false, keeps = false) {
  const registry = await FakeRegistry.start({ keeps });
  const service = registry.put(`candidate-${RUN}`, '{"of":"service"}');
  const checkpoint = registry.put(`candidate-${RUN}-checkpoint`, '{"of":"checkpoint"}');
  if (claimed) for (const tag of [`v1-claim-${RUN}`, 'v1-claim']) registry.put(tag, '{"of":"claim"}');
  const removed: number[] = [];
  const copies = {
    place: 's3://checkpoints',
    list: () => Promise.resolve(claimed ? [{ place: 's3://checkpoints', number: 1 }] : []),
    remove: (number: number) => Promise.resolve(void removed.push(number)),
  };
  const sweep = () => sweepDeadRun(registry.repository, { id: RUN }, [copies]);
  const reference = (digest: string) => `${registry.repository.repository}@${digest}`;
  return { registry, service, checkpoint, removed, sweep, reference };
}

describe('a run that is dead', () => {
  test('leaves candidates, which are removed by digest, however young they are', async () => {
    const { checkpoint, reference, registry, service, sweep } = await scene();
    registry.put(`candidate-${OTHER}`, '{}');
    expect(await sweep()).toEqual([service, checkpoint].map(reference));
    expect([...registry.tags.keys()]).toEqual([`candidate-${OTHER}`]);
  });

  test('leaves a copy under its number, and the claim stays, so that the number is not used again', async () => {
    const { checkpoint, reference, registry, removed, service, sweep } = await scene(true);
    expect(await sweep()).toEqual(['copy of v1 in s3://checkpoints', ...[service, checkpoint].map(reference)]);
    expect(removed).toEqual([1]);
    expect([...registry.tags.keys()]).toEqual([`v1-claim-${RUN}`, 'v1-claim']);
  });

  test.each([1, 99])('keeps all of the release that it made, if its record has schema %i', async (schema) => {
    const { checkpoint, registry, removed, service, sweep } = await scene(true);
    registry.tags.set('v1', service);
    const images = { service: { digest: service, bytes: 1 }, checkpoint: { digest: checkpoint, bytes: 1 } };
    await registry.repository.putArtifact('v1-record', {
      artifactType: RECORD_TYPE,
      document: { ...RECORD, schema, release: 'v1', images },
      annotations: {},
    });
    expect(await sweep()).toEqual([]);
    expect(removed).toEqual([]);
    expect([service, checkpoint].every((digest) => registry.manifests.has(digest))).toBe(true);
  });

  test('keeps what another run has under the number that it lost', async () => {
    const { registry, removed, sweep } = await scene(true);
    registry.put('v1-claim', '{"of":"another claim"}');
    registry.put('v1', '{"of":"another service"}');
    await sweep();
    expect(removed).toEqual([]);
    expect([...registry.tags.keys()]).toContain('v1');
  });

  test('keeps its candidates where the registry lets nobody delete, and loses its copy', async () => {
    const { registry, removed, sweep } = await scene(true, true);
    expect(await sweep()).toEqual(['copy of v1 in s3://checkpoints']);
    expect(removed).toEqual([1]);
    expect([...registry.tags.keys()]).toContain(`candidate-${RUN}`);
  });
});
