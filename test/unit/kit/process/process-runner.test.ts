import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ProcessError, ProcessRunner } from '../../../../kit/process';
import { waitUntil } from '../../../../kit/wait';
import { errorOf } from '../../../support/unit-failure';
import { scratch } from '../../../support/unit-scratch';

const runner = new ProcessRunner();
const node = (script: string, ...args: readonly string[]) => [process.execPath, '-e', script, ...args];
const failure = (work: Promise<unknown>) => errorOf(work, ProcessError);
const NODE = `${process.execPath} -e`;

const until = <T>(probe: () => T | undefined): Promise<T> =>
  waitUntil<T>({ timeoutMs: 5000, intervalMs: 10 }, () => {
    const found = probe();
    return Promise.resolve(found === undefined ? { seen: 'nothing yet' } : { found });
  });

function isThere(pid: number): boolean {
  // A process that ended but was not reaped yet holds no resources.
  const state = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : undefined;
  return state !== undefined && !/\) Z /.test(state);
}
const gone = (pid: number) => until(() => (isThere(pid) ? undefined : true));

/** Starts a grandchild in the same group, notes both PIDs, and waits. */
const family = (file: string, prelude = '') =>
  node(
    `${prelude}
    const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${prelude};setInterval(() => {}, 1000)`)}], { stdio: 'inherit' });
    require('node:fs').writeFileSync(${JSON.stringify(file)}, process.pid + ' ' + child.pid);
    setInterval(() => {}, 1000);`,
  );
const pidsIn = (file: string) =>
  until(() => {
    const pids = existsSync(file) ? readFileSync(file, 'utf8').split(' ').map(Number) : [];
    return pids.length === 2 ? pids : undefined;
  });

describe('the process runner', () => {
  test('passes arguments unchanged', async () => {
    const args = [
      '$(touch /tmp/x)',
      '`id`',
      ';',
      '&&',
      '|',
      '>',
      '*',
      '',
      ' ',
      '"',
      "'",
      '\\',
      '\n',
      '$HOME',
      '--',
      'ü',
    ];
    const { stdout } = await runner.run(node('console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args));
    expect(JSON.parse(stdout)).toEqual(args);
  });

  test('joins a character that arrives in two chunks', async () => {
    const script = `
    const [first, ...rest] = Buffer.from('€uro');
    process.stdout.write(Buffer.from([first]), () => setTimeout(() => process.stdout.write(Buffer.from(rest)), 30));`;
    expect((await runner.run(node(script))).stdout).toBe('€uro');
    const lines: string[] = [];
    await runner.run(node(script), { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['€uro']);
  });

  test('reports lines of both outputs as they arrive, including an unfinished last one', async () => {
    const lines: string[] = [];
    const result = await runner.run(node(`console.log('a\\nb'); console.error('c'); process.stdout.write('d')`), {
      onLine: (line) => lines.push(line),
    });
    expect(lines.filter((line) => line !== 'c')).toEqual(['a', 'b', 'd']);
    expect(lines).toContain('c');
    expect(result).toEqual({ stdout: 'a\nb\nd\n', stderr: 'c\n' });
  });

  test('writes the input and closes it', async () => {
    const echo = node('process.stdin.pipe(process.stdout)');
    expect((await runner.run(echo, { input: 'text ü' })).stdout).toBe('text ü');
    expect((await runner.run(echo, { input: Readable.from([Buffer.from('a'), Buffer.from('b')]) })).stdout).toBe('ab');
    expect((await runner.run(echo)).stdout).toBe('');
  });

  test('judges a program that ends without reading its input by its exit code', async () => {
    const input = 'x'.repeat(4 * 1024 * 1024);
    expect((await runner.run(node('process.exit(0)'), { input })).stdout).toBe('');
    const error = await failure(runner.run(node('process.exit(3)'), { input }));
    expect(error.exitCode).toBe(3);
    expect(error.message).toBe(`${NODE} exited with code 3`);
  });

  test('rethrows the error of an input that fails', async () => {
    async function* broken() {
      yield 'a';
      await Promise.reject(new Error('the archive is broken'));
    }
    await expect(runner.run(node('process.stdin.resume()'), { input: broken() })).rejects.toThrow(
      'the archive is broken',
    );
  });

  test.each([
    ['its last errors', `console.log('out'); console.error('first\\nsecond'); process.exit(7)`, 'first\nsecond'],
    ['its output if there is no error', `console.log('only this'); process.exit(7)`, 'only this'],
  ])('reports an exit code with %s', async (_, script, text) => {
    const error = await failure(runner.run(node(script)));
    expect(error.failure).toEqual({ kind: 'exited', exitCode: 7 });
    expect(error.exitCode).toBe(7);
    expect(error.message).toBe(`${NODE} exited with code 7: ${text}`);
  });

  test('shows no more than the last fifteen lines', async () => {
    const error = await failure(runner.run(node('for (let i = 1; i <= 20; i += 1) console.error(i); process.exit(1)')));
    const lines = Array.from({ length: 15 }, (_, index) => String(index + 6));
    expect(error.message).toBe(`${NODE} exited with code 1: ${lines.join('\n')}`);
  });

  test('reports a program that was killed from outside', async () => {
    const error = await failure(runner.run(node(`process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)`)));
    expect(error.failure).toEqual({ kind: 'killed', signal: 'SIGKILL' });
    expect(error.exitCode).toBeUndefined();
    expect(error.message).toBe(`${NODE} was killed by SIGKILL`);
  });

  test('terminates a program that is too slow', async () => {
    const error = await failure(runner.run(node('setInterval(() => {}, 1000)'), { timeoutMs: 200 }));
    expect(error.failure).toEqual({ kind: 'timed-out', timeoutMs: 200 });
    expect(error.message).toBe(`${NODE} did not end within 0.2 s`);
  });

  test('terminates an aborted program with everything it started', async () => {
    const file = join(scratch(), 'pids');
    const abort = new AbortController();
    const ended = failure(runner.run(family(file), { signal: abort.signal }));
    const pids = await pidsIn(file);
    abort.abort();
    const error = await ended;
    expect(error.failure).toEqual({ kind: 'aborted' });
    expect(error.message).toBe(`${NODE} was interrupted`);
    for (const pid of pids) await gone(pid);
  });

  test('does not run a program that was aborted before', async () => {
    const error = await failure(runner.run(node('setInterval(() => {}, 1000)'), { signal: AbortSignal.abort() }));
    expect(error.failure).toEqual({ kind: 'aborted' });
  });

  test.each([
    ['ENOENT', () => ['eks-crac-no-such-program', 'x'], (program: string) => `${program} x was not found`],
    ['EACCES', () => [notExecutable()], (program: string) => `${program} could not be started: EACCES`],
  ])('reports a program that cannot be started: %s', async (code, program, text) => {
    const argv = program();
    const error = await failure(runner.run(argv));
    expect(error.failure).toEqual({ kind: 'spawn-failed', code });
    expect(error.message).toBe(text(argv[0]!));
    expect((await failure(runner.start(argv))).message).toBe(text(argv[0]!));
    expect((await failure(runner.stream(argv).done)).message).toBe(text(argv[0]!));
  });

  function notExecutable(): string {
    const file = join(scratch(), 'program');
    writeFileSync(file, '', { mode: 0o644 });
    return file;
  }

  test('rejects an empty argument list', async () => {
    await expect(runner.run([])).rejects.toThrow('a process needs the name of a program');
  });

  test('collects output of any length', async () => {
    const { stdout } = await runner.run(node(`process.stdout.write('x'.repeat(8 * 1024 * 1024))`));
    expect(stdout).toHaveLength(8 * 1024 * 1024);
  });

  test('sets folder and variables', async () => {
    const folder = scratch();
    const script = `console.log(JSON.stringify([process.cwd(), process.env.A, process.env.B, process.env.C]))`;
    const told = await new ProcessRunner({ PATH: process.env['PATH'], A: 'a', C: 'c' })
      .withEnv({ B: 'b' })
      .run(node(script), { cwd: folder, env: { C: undefined } });
    expect(JSON.parse(told.stdout)).toEqual([folder, 'a', 'b', null]);
  });

  test('streams output while the program runs', async () => {
    const { done, stdout } = runner.stream(node(`process.stdin.pipe(process.stdout)`), { input: 'bytes' });
    let text = '';
    for await (const chunk of stdout) text += String(chunk);
    await done;
    expect(text).toBe('bytes');
  });

  test('reports a failed program at the end of its stream', async () => {
    const { done, stdout } = runner.stream(node(`console.error('no such file'); process.exit(1)`));
    stdout.resume();
    const error = await failure(done);
    expect(error.message).toBe(`${NODE} exited with code 1: no such file`);
    expect(error.stderr).toBe('no such file\n');
  });

  describe('in the background', () => {
    test('stops with everything it started, and keeps the output', async () => {
      const file = join(scratch(), 'pids');
      const background = await runner.start(family(file, `console.log('up')`));
      const pids = await pidsIn(file);
      expect(pids[0]).toBe(background.pid);
      await until(() => (background.output().includes('up') ? true : undefined));
      await background.stop();
      expect(await background.ended).toEqual({ kind: 'killed', signal: 'SIGTERM' });
      for (const pid of pids) await gone(pid);
      await background.stop();
    });

    test('is killed when it ignores SIGTERM', async () => {
      const file = join(scratch(), 'pids');
      const background = await runner.start(family(file, `process.on('SIGTERM', () => {})`));
      const pids = await pidsIn(file);
      await background.stop(100);
      expect(await background.ended).toEqual({ kind: 'killed', signal: 'SIGKILL' });
      for (const pid of pids) await gone(pid);
    });

    test('reports when it ends by itself', async () => {
      const background = await runner.start(node(`console.error('no'); process.exit(4)`));
      expect(await background.ended).toEqual({ kind: 'exited', exitCode: 4 });
      expect(background.output()).toBe('no\n');
    });

    test('keeps the end of a long output', async () => {
      const background = await runner.start(node(`process.stdout.write('x'.repeat(4 * 1024 * 1024) + 'end')`));
      await background.ended;
      expect(background.output().length).toBeLessThanOrEqual(2 * 1024 * 1024);
      expect(background.output()).toMatch(/xend$/);
    });
  });
});
