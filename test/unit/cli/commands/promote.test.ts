import { promoteCommand, rollbackCommand } from '../../../../cli/commands/promote';
import { command, commandAlone } from '../../../support/unit-command';
import { RECORD } from '../../../support/unit-release-record';
import { StackScene } from '../../../support/unit-stack';

const promoteNow = (...words: readonly string[]) => commandAlone(promoteCommand(1), ...words, '--region', 'eu-west-1');
const rollbackNow = (...words: readonly string[]) =>
  commandAlone(rollbackCommand(1), ...words, '--region', 'eu-west-1');

describe('`promote`', () => {
  test('moves the stack, shows what it waits for, and prints what it has done', async () => {
    await StackScene.with({ release: 'v8' });
    const { exitCode, stderr, stdout } = await promoteNow('v8', '--stack', 'shop');
    expect([exitCode, stdout]).toEqual([0, 'shop runs v8; before: v7\n']);
    expect(stderr).toContain('… shop to v8\n');
    expect((await promoteNow('v8', '--stack', 'shop')).stdout).toBe('shop runs v8 already\n');
  });

  test('prints one document with --json', async () => {
    const shop = await StackScene.with();
    const recordDigest = await shop.publish({ release: 'v8' });
    const { stdout } = await promoteNow('v8', '--stack', 'shop', '--json');
    expect(JSON.parse(stdout)).toEqual({
      ...{ stack: 'shop', service: 'customers', release: 'v8', previous: 'v7', outcome: 'promoted' },
      recordDigest,
    });
  });

  test('says what would change with --dry-run, and changes nothing', async () => {
    const shop = await StackScene.with({ release: 'v8' });
    const { exitCode, stdout } = await promoteNow('v8', '--stack', 'shop', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^shop would move from v7 to v8\nParameter +From +To\nName +v7 +v8\n/);
    const { stdout: json } = await promoteNow('v8', '--stack', 'shop', '--dry-run', '--json');
    expect(JSON.parse(json)).toMatchObject({ outcome: 'dry-run', previous: 'v7' });
    expect((JSON.parse(json) as { changes: unknown }).changes).toContainEqual({
      parameter: 'Name',
      from: 'v7',
      to: 'v8',
    });
    expect(shop.updates).toEqual([]);
  });

  test('fails with cause and remedy', async () => {
    await StackScene.with();
    const { exitCode, stderr } = await promoteNow('v8', '--stack', 'shop', '--dry-run');
    expect(exitCode).toBe(12);
    expect(stderr).toContain('error: the repository of stack shop has no release v8\n  → ');
    const shop = await StackScene.with({ release: 'v8', pod: { ...RECORD.pod, port: 1 } });
    expect((await promoteNow('v8', '--stack', 'shop')).exitCode).toBe(15);
    expect(shop.updates).toEqual([]);
  });

  test('takes neither a name that moves nor a time that is none', async () => {
    expect((await command('promote', 'latest', '--stack', 'shop')).stderr.split('\n')[0]).toBe(
      "error: command-argument value 'latest' is invalid for argument 'release'. must be v and a number, for example v7.",
    );
    expect((await command('promote', 'v8', '--stack', 'shop', '--timeout', '0')).stderr.split('\n')[0]).toBe(
      "error: option '--timeout <minutes>' argument '0' is invalid. must be whole minutes, 1 to 1440.",
    );
  });
});

describe('`rollback`', () => {
  test('moves the stack back to the release before, or to the one that is named', async () => {
    const shop = await StackScene.with({ release: 'v7' }, { release: 'v8' }, { release: 'v5' });
    await promoteNow('v8', '--stack', 'shop');
    expect((await rollbackNow('--stack', 'shop')).stdout).toBe('shop runs v7; before: v8\n');
    expect((await rollbackNow('--stack', 'shop', '--to', 'v5')).stdout).toBe('shop runs v5; before: v7\n');
    expect(shop.parameters['Name']).toBe('v5');
  });
});

describe('`outputs`', () => {
  test('shows outputs and parameters, without the terms, which are for programs', async () => {
    const shop = await StackScene.with();
    shop.outputs['Url'] = 'https://customers.example.com';
    const { stdout } = await command('outputs', '--stack', 'shop', '--region', 'eu-west-1');
    expect(stdout).toMatch(/^shop is UPDATE_COMPLETE\nOutput +Value\nUrl +https:\/\/customers\.example\.com\n/);
    expect(stdout).toMatch(/\nName +v7\n/);
    expect(stdout).not.toContain('"schema"');
    const { stdout: json } = await command('outputs', '--stack', 'shop', '--region', 'eu-west-1', '--json');
    expect(JSON.parse(json)).toMatchObject({ stack: 'shop', parameters: { Name: 'v7' }, outputs: shop.outputs });
  });
});
