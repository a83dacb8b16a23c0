import { promoteCommand } from '../../../../cli/commands/promote';
import { signCommand, verifyCommand } from '../../../../cli/commands/sign';
import { RECORD_TYPE } from '../../../../releases/records';
import { commandAlone } from '../../../support/unit-command';
import { FakeRegistry } from '../../../support/unit-registry';
import { RECORD } from '../../../support/unit-release-record';
import { exited, ScriptedRunner } from '../../../support/unit-runner';
import { StackScene } from '../../../support/unit-stack';

const KEY = 'awskms:///alias/releases';

async function released() {
  const registry = await FakeRegistry.start();
  const { repository } = registry.repository;
  const document = { ...RECORD, repository };
  const artifact = { artifactType: RECORD_TYPE, document, annotations: {} };
  const digest = await registry.repository.putArtifact('v7-record', artifact);
  return { digest, repository, options: ['v7', '--repository', repository, '--key', KEY] };
}

describe('`sign` and `verify`', () => {
  test('sign the record and both images by digest, and tell no public log', async () => {
    const { digest, options, repository } = await released();
    const runner = new ScriptedRunner({ 'cosign sign …': {} });
    const { exitCode, stdout } = await commandAlone(signCommand(runner), ...options);
    const { checkpoint, service } = RECORD.images;
    const signed = [digest, service.digest, checkpoint.digest].map((one) => `${repository}@${one}`);
    expect(runner.lines).toEqual([`cosign sign --key ${KEY} --tlog-upload=false --yes ${signed.join(' ')}`]);
    expect([exitCode, stdout]).toEqual([0, signed.map((one) => `signed ${one}\n`).join('')]);
  });

  test('verify the record, which names all else', async () => {
    const { digest, options, repository } = await released();
    const runner = new ScriptedRunner({ 'cosign verify …': {} });
    const { stdout } = await commandAlone(verifyCommand(runner), ...options);
    expect(stdout).toBe(`v7 is signed: ${repository}@${digest}\n`);
    expect(runner.lines[0]).toContain('--insecure-ignore-tlog=true');
  });

  test.each([
    ['has no signature', exited(10, 'no signatures found'), 'cosign verify exited with code 10: no signatures found'],
    [
      'cannot be looked at without cosign',
      { failure: { kind: 'spawn-failed', code: 'ENOENT' } } as const,
      'cosign cannot be started: cosign verify was not found',
    ],
  ])('say that a release %s', async (_, reply, text) => {
    const { options } = await released();
    const { exitCode, stderr } = await commandAlone(
      verifyCommand(new ScriptedRunner({ 'cosign verify …': reply })),
      ...options,
    );
    expect(exitCode).toBe(12);
    expect(stderr).toContain(text);
  });

  test('say that a release was not signed, and what to check', async () => {
    const { options } = await released();
    const runner = new ScriptedRunner({ 'cosign sign …': exited(1, 'wrong password') });
    const { exitCode, stderr } = await commandAlone(signCommand(runner), ...options);
    expect(exitCode).toBe(12);
    expect(stderr).toContain('nothing was signed, or not all: cosign sign exited with code 1: wrong password');
    expect(stderr).toContain('check --key, the password of its file in COSIGN_PASSWORD');
  });

  test('`promote --verify-key` touches no stack for a release without a signature', async () => {
    const shop = await StackScene.with({ release: 'v8' });
    const runner = new ScriptedRunner({ 'cosign verify …': exited(10, 'no signatures found') });
    const words = ['v8', '--stack', 'shop', '--region', 'eu-west-1', '--verify-key', KEY];
    const { exitCode, stderr } = await commandAlone(promoteCommand(1, runner), ...words);
    expect(exitCode).toBe(12);
    expect(stderr).toContain('sign the release with eks-crac sign, or check --key and --verify-key');
    expect(shop.updates).toEqual([]);
    const signed = new ScriptedRunner({ 'cosign verify …': {} });
    expect((await commandAlone(promoteCommand(1, signed), ...words)).exitCode).toBe(0);
  });
});
