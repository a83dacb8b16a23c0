import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { doctorCommand } from '../../../../cli/commands/doctor';
import { FAILURE_FILE } from '../../../../contract';
import type { KeptFailure } from '../../../../contract';
import { commandAlone } from '../../../support/unit-command';
import { ScriptedRunner } from '../../../support/unit-runner';
import { scratch } from '../../../support/unit-scratch';

const SECCOMP = '(00.024197) Error (compel/src/lib/ptrace.c:27): suspending seccomp failed: Operation not permitted';
const IO_URING = '(00.013021) Error (criu/proc_parse.c:502): Unknown shit 600 (anon_inode:[io_uring])';

const FAILURE: KeptFailure = {
  ...{ schema: 1, run: '20260102030405-0a1b2c3d', service: 'customers', engine: 'criu', step: 'checkpoint' },
  ...{ code: 'checkpoint-failed', message: 'criu dump exited with code 1: it said nothing', remedy: 'look closer' },
  at: '2026-01-02T03:04:05.000Z',
};

/** Runs `doctor` on a path. */
function doctor(args: readonly string[], input = '') {
  const tools = {
    runner: new ScriptedRunner({}),
    facts: () => Promise.reject(new Error('the machine was looked at')),
    input: Readable.from([input]),
  };
  return commandAlone(doctorCommand(tools), ...args);
}

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = scratch();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('`doctor` on a log', () => {
  test('says cause, line and remedy of what is known, and ends with 14', async () => {
    const folder = folderOf({ 'dump.log': `(00.1) start\n${SECCOMP}\n${SECCOMP}\n` });
    const { exitCode, stderr, stdout } = await doctor([join(folder, 'dump.log')]);
    expect(exitCode).toBe(14);
    expect(stdout).toMatch(
      /^✘ CRIU, dump\.log: a seccomp filter is on the process .*\n {4}\(00\.024197\) .* \(2 lines\)\n {2}→ run the capture/,
    );
    expect(stdout).toMatch(/\n {4}criu-seccomp: https:\/\/github\.com\/microsoft\/WSL\/issues\/9993\n$/);
    expect(stderr).toBe('error: 1 known problem found\n  → do what the arrows above say, and run it again\n');
  });

  test('shows no control characters of a log, and the start of a long line', async () => {
    const { stdout } = await doctor(['-'], `\u001b[31m${IO_URING}\u001b[0m${'x'.repeat(900)}\n`);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/\\u001b\[31m.*anon_inode:\[io_uring\].*x…\n/);
  });

  test('reads standard input', async () => {
    const { exitCode, stdout } = await doctor(['-'], `${IO_URING}\n`);
    expect(exitCode).toBe(14);
    expect(stdout).toMatch(/^✘ CRIU, standard input: the service uses io_uring/);
  });

  test('ends with 0 where nothing is known', async () => {
    const { exitCode, stdout } = await doctor(['-'], 'Started in 2.1 seconds\n');
    expect({ exitCode, sign: stdout[0] }).toEqual({ exitCode: 0, sign: '?' });
    expect(stdout).toContain('messages: no known message in 2 lines');
  });

  test('prints one document with --json', async () => {
    const { stdout } = await doctor(['-', '--json'], `${IO_URING}\n`);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ subject: 'log', name: 'standard input', wrong: 1 },
      findings: [{ title: 'CRIU, standard input', state: 'wrong' }],
    });
  });
});

describe('`doctor` on the folder of a failed run', () => {
  const run = (files: Readonly<Record<string, string>> = {}, change: Partial<KeptFailure> = {}) =>
    folderOf({ [FAILURE_FILE]: JSON.stringify({ ...FAILURE, ...change }), ...files });

  test('says the failure first, then what is known of its logs, and ends as the run did', async () => {
    const { exitCode, stdout } = await doctor([run({ 'container-1.log': SECCOMP, 'dump.log': IO_URING })]);
    expect(exitCode).toBe(9);
    expect(
      stdout
        .split('\n')
        .filter((line) => line.startsWith('✘'))
        .map((line) => line.slice(0, 60)),
    ).toEqual([
      '✘ customers, step checkpoint: checkpoint-failed: criu dump exited with code 1'.slice(0, 60),
      '✘ CRIU, dump.log: the service uses io_uring, which CRIU cannot'.slice(0, 60),
      '✘ CRIU, container-1.log: a seccomp filter is on the process that'.slice(0, 60),
    ]);
  });

  test('does not repeat what the failure says already', async () => {
    const message = 'criu dump exited with code 1: the service uses io_uring, which CRIU cannot checkpoint: x';
    const { stdout } = await doctor([run({ 'dump.log': IO_URING }, { message })]);
    expect(stdout.match(/^✘/gm)).toHaveLength(1);
  });

  test('ends with 14 for a defect', async () => {
    expect((await doctor([run({}, { code: 'unexpected' })])).exitCode).toBe(14);
  });

  test('takes its file as well', async () => {
    expect((await doctor([join(run(), FAILURE_FILE)])).exitCode).toBe(9);
  });

  test('refuses the file of another version', async () => {
    const { exitCode, stderr } = await doctor([run({ [FAILURE_FILE]: '{"schema":2}' })]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/failure\.json was not written by this version of eks-crac: /);
  });
});

describe('`doctor` on a folder', () => {
  test('reads the logs of any', async () => {
    const { exitCode, stdout } = await doctor([folderOf({ 'a.txt': SECCOMP, 'b.bin': IO_URING })]);
    expect({ exitCode, count: stdout.match(/^✘/gm)?.length }).toEqual({ exitCode: 14, count: 1 });
  });

  test('fails where there is nothing to look at', async () => {
    const { exitCode, stderr } = await doctor([scratch()]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/ has neither failure\.json nor eks-crac\.yaml nor a file that ends in \.log or \.txt\n/);
  });

  test('fails for a path that is not there', async () => {
    expect((await doctor(['/none'])).stderr).toMatch(/^error: there is no \/none\n/);
  });
});

describe('`doctor` on a capture spec', () => {
  const WARM_UP = { requests: [{ path: '/health' }], until: { count: 20 } };
  const SPEC = {
    version: 1,
    service: 'customers',
    run: { port: 8080 },
    readiness: { path: '/health' },
    warmUp: WARM_UP,
  };
  const spec = (
    change: object = {},
    files: Readonly<Record<string, string>> = { Dockerfile: 'FROM jdk\nEXPOSE 8080\n' },
  ) => join(folderOf({ 'eks-crac.yaml': JSON.stringify({ ...SPEC, ...change }), ...files }), 'eks-crac.yaml');

  test('says what is right, and what is missing', async () => {
    const { exitCode, stdout } = await doctor([spec()]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^✔ capture spec: customers is valid\n✔ engine: criu\n✔ Dockerfile: .*Dockerfile\n✔ port: 8080\n/,
    );
    expect(stdout).toMatch(/\? gate: `gate\.requests` is empty: it proves that a copy is ready, not that it answers\n/);
  });

  test('finds it in the folder of a service', async () => {
    const path = spec();
    expect((await doctor([join(path, '..')])).stdout).toMatch(/^✔ capture spec/);
  });

  test('lists what breaks the schema', async () => {
    const { exitCode, stdout } = await doctor([spec({ run: { prot: 8080 } })]);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^✘ capture spec: capture spec .* is not valid:\n[^]*`run\.prot` is not a known field/);
  });

  test.each([
    ['no Dockerfile', {}, {}, /✘ Dockerfile: there is none at .*\/Dockerfile\n/],
    [
      'another port',
      {},
      { Dockerfile: 'FROM jdk\nEXPOSE 9090\n' },
      /\? port: `run\.port` is 8080, and the Dockerfile exposes 9090\n/,
    ],
    [
      'a companion without its Dockerfile',
      { companions: [{ name: 'db', build: { context: 'db' }, port: 5432 }] },
      undefined,
      /✘ companion db: there is none at .*\/db\/Dockerfile\n/,
    ],
  ])('says what does not fit its folder: %s', async (_, change, files, text) => {
    expect((await doctor([spec(change, files)])).stdout).toMatch(text);
  });
});

test('a path and another subject exclude each other', async () => {
  mkdirSync(join(scratch(), 'x'));
  for (const option of [['--aws'], ['--pod', 'p']]) {
    const { exitCode, stderr } = await doctor(['x.log', ...option]);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(`error: x.log and ${option[0]!} exclude each other\n  → ask for one of them\n`);
  }
});
