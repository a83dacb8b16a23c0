import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilePrograms } from '../../../scripts/runtime/parts/programs';
import { scratch } from '../../support/unit-scratch';
import { run } from './run-program';

const EMULATOR = 'qemu-aarch64-static';
const found = process.platform === 'linux' && spawnSync(EMULATOR, ['--version']).status === 0;

/** The programs for arm64, where the machine has an emulator of it: Debian's package qemu-user-static. */
(found ? describe : describe.skip)('compiled for arm64', () => {
  let folder: string;

  // The compiler has no cache of arm64's headers on a new machine.
  beforeEach(async () => {
    folder = scratch();
    await compilePrograms('arm64', join(folder, 'start'));
    for (const name of ['seed', 'tool']) symlinkSync('start', join(folder, name));
  }, 180_000);

  /** The emulator tells a program its own path as the name, like the kernel does. */
  const emulated = (name: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    run(join(folder, name), words, env, [EMULATOR]);

  test('start runs the service cold, with its output and its status', () => {
    const { status, stderr, stdout } = emulated('start', ['/bin/sh', '-c', 'echo out; exit 7'], {
      EKS_CRAC_CHECKPOINT: join(folder, 'checkpoint'),
      EKS_CRAC_RELEASE: 'v7',
    });
    expect({ status, stdout }).toEqual({ status: 7, stdout: 'out\n' });
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([
      expect.objectContaining({ event: 'decided', mode: 'cold', reason: 'no-checkpoint', release: 'v7' }),
      expect.objectContaining({ event: 'running', mode: 'cold', reason: 'no-checkpoint' }),
    ]);
  });

  test('start reads a manifest', () => {
    const checkpoint = join(folder, 'manifest-only');
    mkdirSync(checkpoint);
    writeFileSync(join(checkpoint, 'manifest'), 'schema=1\nengine=criu\nrun=r1\nservice=300\nfile=1 absent\n');
    const env = { EKS_CRAC_CHECKPOINT: checkpoint, EKS_CRAC_RUN: 'r1', EKS_CRAC_DEADLINE_MS: '20000' };
    const { status, stderr } = emulated('start', ['/bin/sh', '-c', 'exit 7'], env);
    expect(status).toBe(7);
    expect(JSON.parse(stderr.split('\n')[0] ?? '')).toMatchObject({
      reason: 'files',
      detail: 'absent: No such file or directory',
    });
  });

  test('tool answers', () => {
    expect(emulated('tool', ['environment'], { A: 'b' }).stdout).toContain('A=b\0');
    expect(emulated('tool', ['folders']).stdout).toContain('/usr\n');
    expect(emulated('tool', ['limit', '5', '/bin/sh', '-c', 'exit 2']).status).toBe(2);
  });

  test('seed copies a folder', () => {
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    for (const path of [from, to]) mkdirSync(path);
    writeFileSync(join(from, 'file'), 'text', { mode: 0o640 });
    symlinkSync('file', join(from, 'link'));
    expect(emulated('seed', [from, to])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(to, 'link'), 'utf8')).toBe('text');
    expect(existsSync(join(to, 'file'))).toBe(true);
  });
});
