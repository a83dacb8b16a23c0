import { ENGINE_DRIVERS } from '../../../stage/engines';
import type { FrozenProcess } from '../../../stage/engines';
import { contextOf } from '../../support/unit-context';
import { containerState } from '../../support/unit-engine';
import { failureOf } from '../../support/unit-failure';
import { exited } from '../../support/unit-runner';
import type { Reply } from '../../support/unit-runner';

const PIDS = 'root=301\nservice=302\n';
const CLEAN = '(00.1) Dumping processes\n(00.2) Dumping finished successfully\n';

interface Traits {
  readonly version?: Reply;
  readonly pids?: string;
  readonly log?: string;
  readonly dump?: Reply;
  readonly wait?: Reply;
  readonly state?: object;
  /** What the coordinator wrote; without it there is none. */
  readonly ready?: string;
  readonly refused?: string;
}

const commands: string[] = [];
let context: ReturnType<typeof contextOf>;

/** A capture container in which criu does what a test says. */
function freeze({
  dump = {},
  log = CLEAN,
  pids = PIDS,
  ready,
  refused,
  state = {},
  version = { stdout: 'Version: 4.2\n' },
  wait = { stdout: '137\n' },
}: Traits): Promise<FrozenProcess> {
  commands.splice(0);
  const file = (name: string, content: string): Reply => ({ files: { [name]: content } });
  const maybe = (name: string, content: string | undefined): Reply =>
    content === undefined ? exited(1, 'Could not find the file in container') : file(name, content);
  context = contextOf({
    script: {
      'docker exec …': (argv) => {
        commands.push(argv.slice(2).join(' '));
        if (argv.includes('--version')) return version;
        return argv.includes('dump') ? dump : { stdout: '12.34 400\n1\n301\n302\n400\n' };
      },
      'docker cp service:/opt/eks-crac/checkpoint/pids -': file('pids', pids),
      'docker cp service:/opt/eks-crac/checkpoint/coordinator -': maybe('coordinator', ready),
      'docker cp service:/opt/eks-crac/checkpoint/refused -': maybe('refused', refused),
      'docker cp service:/opt/eks-crac/checkpoint/ready -': maybe('ready', ready),
      'docker cp service:/opt/eks-crac/checkpoint/dump.log -': file('dump.log', log),
      'docker wait service': wait,
      'docker container inspect service': containerState({ Running: false, ExitCode: 1, ...state }),
    },
  });
  const driver = ENGINE_DRIVERS.criu;
  if (driver === undefined) throw new Error('criu has no run half');
  return driver.freeze(context, { container: 'service', user: '1000:1000' });
}

test('what is known of a frozen service', async () => {
  const frozen = await freeze({});
  expect(frozen).toMatchObject({
    engineVersion: '4.2',
    clockSeconds: 12.34,
    engineName: 'CRIU',
    manifest: { root: 301, service: 302, processes: [] },
  });
  expect(frozen.leftovers).toEqual(expect.arrayContaining(['pids', 'dump.log']));
});

test('criu runs as the service’s user, in the service’s time, without privileges of its own', async () => {
  await freeze({});
  const dump = commands.find((line) => line.includes(' dump '));
  expect(dump).toMatch(
    /^--user 0:0 service \S+\/nsenter --time --target 301 \S+\/setpriv --reuid 1000 --regid 1000 --clear-groups --bounding-set=-sys_admin,-sys_time,-setuid,-setgid \/opt\/eks-crac\/criu\/criu dump --tree 301 /,
  );
  for (const option of [
    '--images-dir /opt/eks-crac/checkpoint',
    '--unprivileged',
    '--no-default-config',
    '--tcp-close',
  ])
    expect(dump).toContain(` ${option} `);
});

const POLICY = "check the container engine's own policy";

test.each([
  ['seccomp', '(1) Error (x): seccomp filters', `the capture needs seccomp \`unconfined\`; ${POLICY}`],
  [
    'capabilities',
    '(1) Error (x): Operation not permitted',
    `the capture needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP; ${POLICY}`,
  ],
  ['something else', '(1) Error (x): Can’t dump a socket', 'see docs/troubleshooting.md for what CRIU cannot freeze'],
])('a dump that fails for %s', async (_, error, remedy) => {
  expect(await failureOf(freeze({ dump: exited(1, ''), log: `(0) started\n${error}\n(2) the end\n` }))).toEqual({
    code: 'checkpoint-failed',
    message: `criu dump exited with code 1: ${error}`,
    remedy,
  });
});

test('a dump that fails without a log', async () => {
  const { message } = await failureOf(freeze({ dump: exited(126, 'exec format error'), log: '' }));
  expect(message).toBe('criu dump exited with code 126: exec format error');
});

test('criu does not start at all', async () => {
  const version = exited(126, 'exec /opt/eks-crac/criu/criu: Operation not permitted');
  expect(await failureOf(freeze({ version }))).toEqual({
    code: 'checkpoint-failed',
    message: 'criu could not be run in the container: exec /opt/eks-crac/criu/criu: Operation not permitted',
    remedy: `the capture needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP; ${POLICY}`,
  });
});

test('no space left', async () => {
  const error = '(1) Error (x): Unable to write: No space left on device';
  expect(await failureOf(freeze({ dump: exited(1, ''), log: error }))).toEqual({
    code: 'disk-full',
    message: `there was no space left for the checkpoint: ${error}`,
    remedy:
      'free space where the container engine keeps its volumes; a checkpoint takes as much as the service uses memory',
  });
});

test('the runtime layer did not note the processes', async () => {
  expect(await failureOf(freeze({ pids: 'root=301\n' }))).toEqual({
    code: 'checkpoint-failed',
    message: 'the service\'s process ids were not recorded: "root=301\\n"',
    remedy: 'this is a defect of the runtime layer; please report it',
  });
});

test.each([
  ['the container ended otherwise', { wait: { stdout: '0\n' } }, 'container status 0, log: (00.1) Dumping processes'],
  [
    'the log does not say so',
    { log: '(00.1) Dumping processes\n' },
    'container status 137, log: (00.1) Dumping processes',
  ],
])('no evidence: %s', async (_, traits, text) => {
  const { code, message, remedy } = await failureOf(freeze(traits));
  expect(code).toBe('checkpoint-failed');
  expect(message).toContain(`criu dump gave no evidence of success: ${text}`);
  expect(remedy).toBe('repeat the capture; if it persists, please report it');
});

test('no evidence, and the memory was too small', async () => {
  expect(await failureOf(freeze({ log: 'x', state: { OOMKilled: true } }))).toEqual({
    code: 'checkpoint-failed',
    message: 'criu dump gave no evidence of success: container status 137 (out of memory), log: x',
    remedy: 'raise `run.memoryMiB` in the capture spec',
  });
});

test('the container does not end', async () => {
  const { code, message } = await failureOf(freeze({ wait: { failure: { kind: 'timed-out', timeoutMs: 30_000 } } }));
  expect(code).toBe('checkpoint-failed');
  expect(message).toBe(
    'criu dump gave no evidence of success: the container still ran after 30 s, log: (00.1) Dumping processes\n(00.2) Dumping finished successfully',
  );
});

const READY = JSON.stringify({
  state: 'ready',
  failures: [],
  warnings: [{ code: 'org-crac-missing', message: 'add it' }],
});
const failed = (failure: object) => JSON.stringify({ state: 'failed', failures: [failure], warnings: [] });

test('hooks run before the dump, and the coordinator’s warnings are told', async () => {
  const { leftovers, manifest } = await freeze({ ready: READY });
  expect(manifest).toMatchObject({ root: 301, coordinated: 'yes' });
  expect(leftovers).toEqual(expect.arrayContaining(['ready', 'handover', 'report', 'policies', 'coordinator']));
  const asked = commands.findIndex((line) => line.includes('/opt/eks-crac/checkpoint/request'));
  expect(commands[asked]).toMatch(/^--user 1000:1000 service \/bin\/sh /);
  expect(asked).toBeLessThan(commands.findIndex((line) => line.includes(' dump ')));
  expect(context.reported).toEqual([{ code: 'warning', text: 'org-crac-missing: add it' }]);
});

test('without a coordinator the process is frozen as it is, with a warning', async () => {
  expect((await freeze({})).manifest).not.toHaveProperty('coordinated');
  expect(commands.join('\n')).not.toContain('request');
  expect(context.reported).toEqual([
    {
      code: 'warning',
      text: 'no JVM of the service runs with the coordinator: no hooks run, and a restored copy keeps the environment of the capture; a JVM takes it from JDK_JAVA_OPTIONS, which the `java` launcher reads since 9',
    },
  ]);
});

test('the JVM is one that the coordinator refuses', async () => {
  const refused = JSON.stringify({ state: 'refused', code: 'jvm-openj9', message: 'use the engine openj9' });
  expect(await failureOf(freeze({ refused }))).toEqual({
    code: 'coordinator-refused',
    message: 'the coordinator does not work in the JVM of the service: jvm-openj9: use the engine openj9',
    remedy: 'mend it as the message says, or choose the engine that it names in `engine` of the capture spec',
  });
});

test.each([
  [
    'hook-failed',
    {
      code: 'hook-threw',
      class: 'java.lang.Error',
      message: 'no',
      stack: ['Pool.close(Pool.java:7)'],
      cause: 'x.Y: z',
    },
    'hook-threw: java.lang.Error: no\n    at Pool.close(Pool.java:7)\n  caused by x.Y: z',
    'mend what the stack names; the service itself went on, with its resources restored',
  ],
  [
    'hook-failed',
    {
      code: 'hook-hung',
      class: 'io.github.ekscrac.coordinator.Refusal',
      message: 'too long',
      stack: ['A.b(A.java:1)'],
    },
    'hook-hung: too long\n    at A.b(A.java:1)',
    'the stack is where the hook stood; let it end by itself, or give what it waits for a time-out',
  ],
  [
    'descriptor-open',
    { code: 'descriptor-open', class: 'io.github.ekscrac.coordinator.Refusal', message: 'tcp a -> b', stack: ['A.b'] },
    'descriptor-open: tcp a -> b',
    'close it in a hook of org.crac, or add a rule to `checkpoint.descriptors` in the capture spec, for example { action: close, kind: tcp, pattern: "*:5432" }',
  ],
  [
    'checkpoint-failed',
    { code: 'policy-unknown', class: 'io.github.ekscrac.coordinator.Refusal', message: 'not a rule', stack: [] },
    'policy-unknown: not a rule',
    'docs/coordinator.md lists the codes of the coordinator',
  ],
])('the coordinator says no: %s', async (code, failure, text, remedy) => {
  const message = `the service could not be prepared for its checkpoint: ${text}`;
  expect(await failureOf(freeze({ ready: failed(failure) }))).toEqual({ code, message, remedy });
  expect(commands.join('\n')).not.toContain(' dump ');
});

test('a dump that fails lets the service go on', async () => {
  await failureOf(freeze({ ready: READY, dump: exited(1, ''), log: '(1) Error (x): no\n' }));
  expect(commands.at(-1)).toContain('/opt/eks-crac/checkpoint/abort criu dump exited with code 1: (1) Error (x): no');
});
