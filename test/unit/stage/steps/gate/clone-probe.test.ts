import { probeClones } from '../../../../../stage/steps/gate/clone-probe';
import { probeEnvironment } from '../../../../../stage/steps/gate/probe-environment';
import type { Pushed } from '../../../../../stage/steps/states';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { contextOf, PROVEN } from '../../../../support/unit-context';
import { drawn } from '../../../../support/unit-draws';
import { failureOf } from '../../../../support/unit-failure';

const agent: Pushed = {
  ...PROVEN,
  taken: { ...PROVEN.taken, manifest: { ...PROVEN.taken.manifest, agent: 'yes' } },
};

/** Probes copies with the given standard error. */
function probe(outputs: readonly string[], spec: Readonly<Record<string, unknown>> = {}, pushed = agent) {
  const script = Object.fromEntries(outputs.map((stderr, index) => [`docker logs c${index + 1}`, { stderr }]));
  const context = contextOf({ spec: captureSpec(spec), script });
  const copies = outputs.map((_, index) => ({
    name: `copy-${index + 1}`,
    from: 'the pushed image',
    mode: 'restored' as const,
    sandbox: agent.sandbox,
    container: `c${index + 1}`,
    baseUrl: 'http://127.0.0.1:1',
    readinessPort: 1,
    readyMs: 80,
  }));
  return { clones: probeClones(context, pushed, copies), context };
}

describe('the clone probe', () => {
  test('accepts copies whose generators drew differently, and counts them', async () => {
    const first = drawn({ 'UUID.randomUUID()': '1', 'Math.random()': '2', 'ThreadLocalRandom of thread a': '3' });
    const second = drawn({ 'UUID.randomUUID()': '4', 'Math.random()': '5', 'ThreadLocalRandom of thread b': '3' });
    expect(await probe([first, second]).clones).toEqual({ generators: 2 });
  });

  test('finds a generator that drew the same in two of three copies', async () => {
    const held = 'SecureRandom SHA1PRNG held by org.apache.catalina.util.SessionIdGeneratorBase.randoms';
    const outputs = ['7', '8', '7'].map((number, index) =>
      drawn({ [held]: number, 'Math.random()': '9', 'UUID.randomUUID()': `${index}` }),
    );
    expect(await failureOf(probe(outputs).clones)).toEqual({
      code: 'copies-alike',
      message:
        'copies restored from the pushed image are alike where they must differ:\n' +
        '  Math.random(): copy-1, copy-2 and copy-3\n' +
        `  ${held}: copy-1 and copy-3`,
      remedy:
        'give it a new seed or value in `afterRestore` of a hook, or create it after the restore; if copies may share it, add its class and field to `checkpoint.allowCopied`; docs/gate.md says what is compared; nothing was released',
    });
  });

  test('finds a generator from which one copy had drawn once more than the other', async () => {
    const { message } = await failureOf(
      probe([drawn({ 'Math.random()': '1 2 3' }), drawn({ 'Math.random()': '3 4 5' })]).clones,
    );
    expect(message).toContain('Math.random(): copy-1 and copy-2');
  });

  describe('and what copies may share', () => {
    const shared = { 'a.B.id': '1', 'SecureRandom DRBG held by a.B.random': '2' };
    const outputs = ['3', '4'].map((number) => drawn({ ...shared, 'Math.random()': number }));

    test('leaves it out by the field that holds it', async () => {
      const spec = { checkpoint: { allowCopied: ['a.B.id', 'a.B.random'] } };
      expect(await probe(outputs, spec).clones).toEqual({ generators: 1 });
    });

    test('matches it by its whole name', async () => {
      const { message } = await failureOf(probe(outputs, { checkpoint: { allowCopied: ['B.id', 'B.random'] } }).clones);
      expect(message).toContain('SecureRandom DRBG held by a.B.random: copy-1 and copy-2');
      expect(message).toContain('a.B.id: copy-1 and copy-2');
    });
  });

  test('fails for a copy that reports nothing in time', async () => {
    const clones = probe(['hello\n', drawn({ a: '1' })], { gate: { deadlineSeconds: 0.05 } }).clones;
    expect(await failureOf(clones)).toEqual({
      code: 'gate-failed',
      message:
        'copy-1 did not say what its generators drew within 0.05 s; last seen: no line of it; its last lines:\nhello',
      remedy:
        "let the service write its standard error to the container, where the clone probe's line is expected; `gate.cloneProbe: false` disables the probe; nothing was released",
    });
  });

  test('fails for copies without a common generator', async () => {
    const spec = { checkpoint: { allowCopied: ['a.B.c'] } };
    expect(await failureOf(probe([drawn({ x: '1', y: '2' }), drawn({ 'a.B.c': '3' })], spec).clones)).toEqual({
      code: 'gate-failed',
      message: 'the copies have no generator in common that could be compared: copy-1 named x, y; copy-2 named none',
      remedy:
        'remove what is not needed from `checkpoint.allowCopied`; if that does not help, please report it; nothing was released',
    });
  });

  test('warns if there is no agent', async () => {
    const { clones, context } = probe(['', ''], {}, PROVEN);
    expect(await clones).toBeUndefined();
    expect(probeEnvironment(context, PROVEN)).toEqual({});
    expect(context.reported).toEqual([
      {
        code: 'warning',
        text: 'no generators of the restored copies were compared, because no agent runs in the service; only answers to `gate.requests` were',
      },
    ]);
  });

  test.each([true, false])('is switched %s', async (cloneProbe) => {
    const { clones, context } = probe([drawn({ a: '1' }), drawn({ a: '2' })], { gate: { cloneProbe } });
    expect(await clones).toEqual(cloneProbe ? { generators: 1 } : undefined);
    expect(probeEnvironment(context, agent)).toEqual(cloneProbe ? { EKS_CRAC_CLONE_PROBE: 'yes' } : {});
    expect(context.reported).toEqual([]);
  });
});
