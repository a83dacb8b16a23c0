import { readdirSync, readFileSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StageMessage } from '../../../../contract';
import { FAILURE_FILE, parseKeptFailure } from '../../../../contract';
import { ProcessRunner } from '../../../../kit/process';
import { Failure } from '../../../../kit/report/failure';
import type { StagePlatform } from '../../../../stage/context/platform';
import { GivenCredentials } from '../../../../stage/credentials';
import { keepFailure } from '../../../../stage/kept/keep-failure';
import { RegistryRepository } from '../../../../releases/registry/registry';
import { Run } from '../../../../stage/run/run';
import { StateFolder } from '../../../../stage/run/state-folder';
import { captureSpec } from '../../../support/unit-capture-spec';
import { containersOf } from '../../../support/unit-containers';
import { exited } from '../../../support/unit-runner';
import type { Reply } from '../../../support/unit-runner';
import { scratch } from '../../../support/unit-scratch';

const CAPTURE = 'c'.repeat(64);
const SANDBOX = 's'.repeat(64);
const CHECKPOINT = '/opt/eks-crac/checkpoint';
const DUMP = '(00.013021) Error (criu/proc_parse.c:502): Unknown shit 600 (anon_inode:[io_uring])\n';
const FAILED = new Failure('checkpoint-failed', 'criu dump exited with code 1', 'use epoll', {});
const SESSION = {
  token: 'endpoint-token',
  document: {
    ...{ AccessKeyId: 'ASIAABCDEFGHIJKLMNOP', SecretAccessKey: 'c2Vzc2lvbg+/of=role', Token: 'session-token' },
    Expiration: '2026-01-01T00:00:00Z',
  },
  worksUntil: undefined,
};
const absent = exited(1, 'Error response from daemon: Could not find the file x in container y');

const SCRIPT: Record<string, Reply> = {
  'docker container ls …': { stdout: `${CAPTURE}\n${SANDBOX}\n` },
  [`docker logs ${CAPTURE}`]: {
    stdout: 'Started\n',
    stderr: 'password=hunter2222 key of the machine: 0123456789abcdef\nof its role: c2Vzc2lvbg+/of=role\n',
  },
  [`docker logs ${SANDBOX}`]: {},
  [`docker cp ${CAPTURE}:${CHECKPOINT}/dump.log -`]: { files: { 'dump.log': DUMP } },
  [`docker cp ${CAPTURE}:${CHECKPOINT}/out -`]: { files: { out: 'x'.repeat(400_000) } },
  [`docker cp ${CAPTURE}:${CHECKPOINT}/err -`]: absent,
  [`docker cp ${SANDBOX}:…`]: absent,
};

/** Keeps a failure, and returns its folder, what was reported, and the texts of the files. */
async function keep(
  script: Record<string, Reply> = SCRIPT,
  state = new StateFolder(scratch()),
  failure: Error = FAILED,
) {
  const reported: StageMessage[] = [];
  const platform: StagePlatform = {
    containers: containersOf(script).containers,
    runner: new ProcessRunner(),
    state,
    images: { tools: 'tools:1', buildArguments: {} },
    keepsFailures: true,
    reporter: { report: (message) => reported.push(message) },
    signal: new AbortController().signal,
    secrets: () => Promise.resolve([{ name: 'CI_TOKEN', value: '0123456789abcdef', from: 'environment' }]),
    credentials: () => () => Promise.reject(new Error('not asked')),
    repository: (name) => new RegistryRepository(name),
    defaultRepository: () => 'r',
  };
  const run = Run.begin(state, 'r');
  const given = new GivenCredentials();
  await given.from(() => Promise.resolve(SESSION))();
  await keepFailure(platform, { run, spec: captureSpec(), step: 'checkpoint', given }, failure);
  const folder = join(state.failures, run.id);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { folder, read, reported, run };
}

describe('the folder of a failed run', () => {
  test('has the failure, what the containers printed, and the log of the dump', async () => {
    const { folder, read, reported, run } = await keep();
    expect(readdirSync(folder).sort()).toEqual(
      [`container-${CAPTURE.slice(0, 12)}.log`, 'dump.log', FAILURE_FILE, 'service.out.log'].sort(),
    );
    expect(read('dump.log')).toBe(DUMP);
    const { at, ...failure } = parseKeptFailure(JSON.parse(read(FAILURE_FILE)), folder);
    expect(Date.parse(at)).toBeGreaterThan(0);
    expect(failure).toEqual({
      ...{ schema: 1, run: run.id, service: 'customers', engine: 'criu', step: 'checkpoint' },
      ...{ code: 'checkpoint-failed', message: FAILED.message, remedy: FAILED.remedy },
    });
    expect(reported).toEqual([{ code: 'failure-kept', folder }]);
  });

  test('has no secret, and is for its user alone', async () => {
    const { folder, read } = await keep();
    expect(read(`container-${CAPTURE.slice(0, 12)}.log`)).toBe(
      'Started\npassword=[hidden] key of the machine: [hidden]\nof its role: [hidden]\n',
    );
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  test('can be read, and has no secret, whatever the message quotes', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIE';
    const quoted = new Failure('gate-failed', `body: {"token":"s3cr3tvalue99"} "--token=abcdef123" ${key}`, 'look', {});
    const { folder, read } = await keep(SCRIPT, new StateFolder(scratch()), quoted);
    const { message } = parseKeptFailure(JSON.parse(read(FAILURE_FILE)), folder);
    expect(message).toBe('body: {"token":"[hidden]"} "--token=[hidden]" [hidden]');
  });

  test('has the end of a long log', async () => {
    const text = (await keep()).read('service.out.log');
    expect(text.length).toBeLessThan(263_000);
    expect(text).toMatch(/^\[the beginning is left out\]\nx+$/);
  });

  test('is one of the ten newest', async () => {
    const state = new StateFolder(scratch());
    for (let day = 10; day < 25; day += 1)
      mkdirSync(join(state.failures, `202501${day}000000-00000000`), { recursive: true });
    const { run } = await keep(SCRIPT, state);
    expect(readdirSync(state.failures)).toHaveLength(10);
    expect(readdirSync(state.failures)).toContain(run.id);
    expect(readdirSync(state.failures)).not.toContain('20250110000000-00000000');
  });

  test('cannot be kept when the container runtime is gone, which a warning says', async () => {
    const { reported } = await keep({ 'docker container ls …': exited(1, 'Cannot connect to the Docker daemon') });
    expect(reported).toEqual([
      { code: 'warning', text: expect.stringMatching(/^the logs of the failed run could not be kept: /) as string },
    ]);
  });

  test('cannot be kept where something else is in its place, which a warning says', async () => {
    const state = new StateFolder(scratch());
    mkdirSync(state.path, { recursive: true });
    writeFileSync(state.failures, '');
    const { reported } = await keep(SCRIPT, state);
    expect(reported).toEqual([{ code: 'warning', text: expect.stringContaining('ENOTDIR') as string }]);
  });
});
