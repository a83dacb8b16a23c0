import { join } from 'node:path';
import type { Secret } from '../../../../../stage/secrets/known-secret';
import { throwAwayCredentials } from '../../../../../stage/credentials';
import { search } from '../../../../../stage/steps/search/search';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { PAGE, page, writeCheckpoint } from '../../../../support/unit-checkpoint';
import { ASSEMBLED, contextOf } from '../../../../support/unit-context';
import { failureOf } from '../../../../support/unit-failure';
import { layerOf } from '../../../../support/unit-planted';
import { scratch } from '../../../../support/unit-scratch';

const PASSWORD: Secret = { name: 'DATABASE_PASSWORD', value: 'correct horse battery', from: 'environment' };
const TOKEN = 'ghp_Zk3vB8sQ1xWm5RtY7uPa2Lc9Jd4Hf6Gn0Ebq';

/** A captured service with this text in its memory, and these files. */
async function assembled(memory: string, files: Readonly<Record<string, string>> = {}) {
  const publishedFolder = join(scratch(), 'checkpoint');
  const bytes = page(0x2e);
  bytes.write(memory, PAGE - memory.length - 100);
  writeCheckpoint(publishedFolder, [{ pages: 2, content: new Map([[1, bytes]]) }]);
  const texts = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]);
  return {
    ...ASSEMBLED,
    publishedFolder,
    layerArchive: await layerOf(Object.fromEntries(texts) as Record<string, Buffer>),
  };
}

const searched = async (
  memory: string,
  files: Readonly<Record<string, string>> = {},
  changes: Readonly<Record<string, unknown>> = {},
) => {
  const context = contextOf({ secrets: [PASSWORD], spec: captureSpec(changes) });
  const outcome = search.run(context, await assembled(memory, files));
  return { outcome, context };
};

const warnings = ({ reported }: ReturnType<typeof contextOf>) =>
  reported.flatMap((message) => (message.code === 'warning' ? [message.text] : []));

describe('search', () => {
  test('says how much it looked for', async () => {
    const { context, outcome } = await searched('nothing of the kind');
    const { secrets } = await outcome;
    expect(secrets).toEqual({ sought: { values: 1, kinds: expect.any(Number) as number }, waived: [] });
    expect(secrets.sought.kinds).toBeGreaterThan(50);
    expect(search.summary(await outcome, context)).toMatch(/^none of 1 values and \d+ kinds$/);
  });

  test('fails for secrets, by name, kind and place, without showing them', async () => {
    const { outcome } = await searched(`${PASSWORD.value} ${TOKEN}`, { '/tmp/notes': `x${PASSWORD.value}` });
    expect(await failureOf(outcome)).toEqual({
      code: 'secret-found',
      message:
        'the checkpoint contains what must not be in it, shown by name and kind alone: DATABASE_PASSWORD in the memory of process 301, its heap, a stack or a buffer, /tmp/notes; a GitHub token (kind github-token) in the memory of process 301, its heap, a stack or a buffer',
      remedy:
        'find what hands the variable on to the service: a build argument, a script, a companion; find where the service has it from (a file of the image, a companion, a response) and keep it away until after the restore; rotate what others could have read; what may be there belongs in `checkpoint.allowSecrets`, with a reason',
    });
  });

  test('names five places of a secret, and how many there are', async () => {
    const files = Array.from({ length: 8 }, (_, index) => [`/tmp/${index}`, TOKEN]);
    const { outcome } = await searched('', Object.fromEntries(files) as Record<string, string>);
    expect((await failureOf(outcome)).message).toMatch(/in \/tmp\/0, .*\/tmp\/4 and 3 other places$/);
  });

  test('looks for secrets among build arguments', async () => {
    const build = { args: { NEXUS_PASSWORD: 'kv7-Qp2x-LL09', MODE: 'a long value of no secret' } };
    const { outcome } = await searched('kv7-Qp2x-LL09, a long value of no secret', {}, { build });
    const { message, remedy } = await failureOf(outcome);
    expect(message).toMatch(/alone: NEXUS_PASSWORD in the memory of process 301, [^;]*$/);
    expect(remedy).toMatch(/^give the build the value as a build secret/);
  });

  test('allows what the spec names, and records why', async () => {
    const allowSecrets = [
      { name: 'database_password', reason: 'a fixture' },
      { kind: 'github-token', in: '/tmp/notes', reason: 'a revoked one' },
      { name: 'DEMO_TOKEN', reason: 'of the demo' },
    ];
    const run = { port: 8080, env: { DEMO_TOKEN: 'eyJ-demo' } };
    const spec = { run, checkpoint: { allowSecrets } };
    const { context, outcome } = await searched(`${PASSWORD.value} eyJ-demo`, { '/tmp/notes': TOKEN }, spec);
    expect((await outcome).secrets.waived).toEqual([allowSecrets[2], { ...allowSecrets[0] }, allowSecrets[1]]);
    expect(search.summary(await outcome, context)).toMatch(/, 3 allowed$/);
    expect(warnings(context)).toEqual([]);
  });

  test('allows a kind in no other place', async () => {
    const allowSecrets = [{ kind: 'github-token', in: 'memory', reason: 'a revoked one' }];
    const { outcome } = await searched(TOKEN, { '/tmp/notes': TOKEN }, { checkpoint: { allowSecrets } });
    expect((await failureOf(outcome)).message).toMatch(/\(kind github-token\) in \/tmp\/notes$/);
  });

  test('allows an address for the variable that it is the value of', async () => {
    const address = 'postgresql://orders:kv7-Qp2x-LL09@database/orders';
    const allowSecrets = [{ name: 'DATABASE_URL', reason: 'a companion without data' }];
    const run = { port: 8080, env: { DATABASE_URL: address } };
    const { outcome } = await searched(`jdbc:${address}`, {}, { run, checkpoint: { allowSecrets } });
    expect((await outcome).secrets.waived).toEqual(allowSecrets);
  });

  test('warns of what is allowed and not there', async () => {
    const allowSecrets = [
      { name: 'OLD_TOKEN', reason: 'once' },
      { kind: 'jwt', in: 'memory', reason: 'once' },
    ];
    const { context, outcome } = await searched('', {}, { checkpoint: { allowSecrets } });
    await outcome;
    expect(warnings(context)).toEqual([
      'OLD_TOKEN in `checkpoint.allowSecrets` is not there: remove it',
      'jwt in memory in `checkpoint.allowSecrets` is not there: remove it',
    ]);
  });

  test('allows no other secret for a short value that is in it', async () => {
    const allowSecrets = [{ name: 'DEMO_TOKEN', reason: 'of the demo' }];
    const run = { port: 8080, env: { DEMO_TOKEN: 'ghp' } };
    const { outcome } = await searched(`${TOKEN} mysql://a:ghp@b`, {}, { run, checkpoint: { allowSecrets } });
    expect((await failureOf(outcome)).message).toMatch(/alone: a GitHub token \(kind github-token\) in [^;]*$/);
  });

  test('leaves the session of the capture alone, which the service was given, and no other one', async () => {
    const [own, other] = [throwAwayCredentials(), throwAwayCredentials()];
    const texts = [own, other].map(({ document }) => `"SecretAccessKey":"${document.SecretAccessKey}"`);
    const withText = async (text: string) => {
      const state = await assembled(text);
      return search.run(contextOf(), { ...state, sandbox: { ...state.sandbox, credentials: own } });
    };
    await expect(withText(texts[0] ?? '')).resolves.toBeDefined();
    expect((await failureOf(withText(texts[1] ?? ''))).message).toContain(
      'an AWS secret access key (kind aws-secret-key)',
    );
  });

  test('says which archive it could not read, and goes on', async () => {
    const { context, outcome } = await searched('', { '/tmp/damaged.jar': 'PK, and nothing more' });
    await outcome;
    expect(warnings(context)).toEqual([
      expect.stringMatching(/^\/tmp\/damaged\.jar was searched without what is packed in it: .*central directory/i),
    ]);
  });
});
