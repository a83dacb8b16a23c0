import { record } from '../../../../../stage/steps/record/record';
import { contextOf, PUBLISHED } from '../../../../support/unit-context';
import { FakeRegistry } from '../../../../support/unit-registry';

const published = (worksUntil: Date | undefined) => {
  const credentials = { ...PUBLISHED.sandbox.credentials, worksUntil };
  const secrets = { sought: { values: 3, kinds: 67 }, waived: [{ name: 'DEMO_TOKEN', reason: 'of the demo' }] };
  return { ...PUBLISHED, sandbox: { ...PUBLISHED.sandbox, credentials }, secrets };
};

describe('the release record', () => {
  test('says what was sought, what is allowed, and that the credentials open nothing', async () => {
    const { repository } = await FakeRegistry.start();
    expect((await record.run(contextOf({ repository }), published(undefined))).secrets).toEqual({
      sought: { values: 3, kinds: 67 },
      waived: [{ name: 'DEMO_TOKEN', reason: 'of the demo' }],
      throwAway: [{ name: 'AWS credentials that no account knows' }],
    });
  });

  test('is written when the session of the capture works no more, and not before', async () => {
    const { repository } = await FakeRegistry.start();
    const context = contextOf({ repository });
    const worksUntil = new Date(Date.now() + 1500);
    const { createdAt, secrets } = await record.run(context, published(worksUntil));
    expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(worksUntil.getTime());
    expect(secrets?.throwAway).toEqual([
      { name: 'a session of the capture role', expiredAt: worksUntil.toISOString() },
    ]);
    const shown = context.reported.flatMap((message) => (message.code === 'step-progress' ? [message.text] : []));
    expect(shown).toContain("the capture's AWS session works for 2 s more; nothing is released before");
  });

  test('is not written when the run is interrupted while it waits', async () => {
    const registry = await FakeRegistry.start();
    const over = new AbortController();
    const context = contextOf({ repository: registry.repository, signal: over.signal });
    const writing = record.run(context, published(new Date(Date.now() + 60_000)));
    over.abort();
    await expect(writing).rejects.toThrow('aborted');
    expect(registry.tags.has('v7-record')).toBe(false);
  });
});
