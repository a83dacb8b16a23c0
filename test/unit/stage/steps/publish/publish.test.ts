import { readRelease } from '../../../../../releases/records';
import { publish } from '../../../../../stage/steps/publish/publish';
import { record } from '../../../../../stage/steps/record/record';
import { stores } from '../../../../../stage/steps/stores/stores';
import { contextOf, PROVEN } from '../../../../support/unit-context';
import { failureOf } from '../../../../support/unit-failure';
import { FakeRegistry } from '../../../../support/unit-registry';

describe('publish', () => {
  test('tags the verified digests with the release, and the record comes last', async () => {
    const registry = await FakeRegistry.start();
    registry.put('v4-claim', 'claim');
    const context = contextOf({ repository: registry.repository });
    const digests = { service: registry.put('s', '{"s":1}'), checkpoint: registry.put('c', '{"c":1}') };
    const published = await publish.run(context, await stores.run(context, { ...PROVEN, digests }));
    expect(published.release).toBe('v5');
    expect(registry.tags.get('v5')).toBe(digests.service);
    expect(registry.tags.get('v5-checkpoint')).toBe(digests.checkpoint);
    expect(registry.tags.has('v5-record')).toBe(false);
    const written = await record.run(context, published);
    const { recordDigest, ...stored } = written;
    expect(await readRelease(registry.repository, 'v5')).toEqual(stored);
    expect(recordDigest).toBe(await registry.repository.digest('v5-record'));
    expect(written).toMatchObject({
      schema: 1,
      release: 'v5',
      run: published.imageRun,
      repository: registry.repository.repository,
      images: { service: { digest: digests.service }, checkpoint: { digest: digests.checkpoint } },
      engine: { type: 'criu', version: '4.2' },
      pod: { uid: 1000, gid: 1000, port: 8080, readiness: { path: '/ready', status: 200 }, deadlineMs: 3000 },
      host: { architecture: 'amd64', cpuClass: 'local', clockSeconds: 12.5 },
      gate: { restores: 2, restoreMs: [90, 95], coldMs: 4000, clones: { generators: 14 } },
      stores: [{ type: 'image', deadlineMs: 3000 }],
    });
    expect(registry.requests.filter((one) => one.startsWith('PUT /manifests')).at(-1)).toBe('PUT /manifests/v5-record');
  });

  test('fails for a digest that was deleted', async () => {
    const registry = await FakeRegistry.start();
    const digests = { service: registry.put('s', '{"s":1}'), checkpoint: registry.put('c', '{"c":1}') };
    registry.manifests.delete(digests.service);
    const context = contextOf({ repository: registry.repository });
    const stored = { ...PROVEN, digests, number: 1, stores: [] };
    expect(await failureOf(publish.run(context, stored))).toEqual({
      code: 'publish-failed',
      message: `${registry.repository.repository}@${digests.service} is gone from the registry`,
      remedy: 'check what else deletes from the repository',
    });
  });

  const withSession = (digests: { service: string; checkpoint: string }, worksUntil: Date) => {
    const credentials = { ...PROVEN.sandbox.credentials, worksUntil };
    return { ...PROVEN, sandbox: { ...PROVEN.sandbox, credentials }, digests, number: 1, stores: [] };
  };
  const scene = async (signal?: AbortSignal) => {
    const registry = await FakeRegistry.start();
    const digests = { service: registry.put('s', '{"s":1}'), checkpoint: registry.put('c', '{"c":1}') };
    const context = contextOf({ repository: registry.repository, ...(signal === undefined ? {} : { signal }) });
    return { context, digests, registry };
  };

  test('tags nothing before the session of the capture has ended', async () => {
    const { context, digests, registry } = await scene();
    const worksUntil = new Date(Date.now() + 1500);
    const written = await record.run(context, await publish.run(context, withSession(digests, worksUntil)));
    expect(Date.now()).toBeGreaterThanOrEqual(worksUntil.getTime());
    expect(registry.tags.get('v1')).toBe(digests.service);
    expect(written.secrets?.throwAway).toEqual([
      { name: 'a session of the capture role', expiredAt: worksUntil.toISOString() },
    ]);
    const shown = context.reported.flatMap((message) => (message.code === 'step-progress' ? [message.text] : []));
    expect(shown).toContain("the capture's AWS session works for 2 s more; nothing is released before");
  });

  test('tags nothing when the run is interrupted while it waits', async () => {
    const over = new AbortController();
    const { context, digests, registry } = await scene(over.signal);
    const writing = publish.run(context, withSession(digests, new Date(Date.now() + 60_000)));
    over.abort();
    await expect(writing).rejects.toThrow('aborted');
    expect(registry.tags.has('v1')).toBe(false);
  });
});
