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
});
