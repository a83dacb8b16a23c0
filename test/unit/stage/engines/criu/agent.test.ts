import { ENGINE_DRIVERS } from '../../../../../stage/engines';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { commands, checkpoint, collectGarbage, dryRunHooks, reported } from '../../../../support/unit-criu-capture';
import { failureOf } from '../../../../support/unit-failure';
import { exited } from '../../../../support/unit-runner';

const line = (answer: object) => `${JSON.stringify(answer)}\n`;
const READY = line({
  state: 'ready',
  clock: 'library',
  failures: [],
  warnings: [{ code: 'org-crac-missing', message: 'add it' }],
});
const failed = (failure: object) => line({ state: 'failed', failures: [failure], warnings: [] });

describe('the agent of the service', () => {
  test('runs hooks before the dump, and its warnings are reported', async () => {
    const { excludedFiles, manifest } = await checkpoint({ ready: READY });
    expect(manifest).toMatchObject({ service: 301, agent: 'yes' });
    expect(excludedFiles).toEqual(
      expect.arrayContaining(['ready', 'handover', 'report', 'policies', 'allowed', 'agent']),
    );
    const asked = commands.findIndex((line) => line.includes('/request'));
    expect(commands[asked]).toMatch(/^--user 1000:1000 service \/opt\/eks-crac\/tool write \S+\/request \. /);
    expect(asked).toBeLessThan(commands.findIndex((line) => line.includes(' dump ')));
    expect(reported()).toEqual([{ code: 'warning', text: 'org-crac-missing: add it' }]);
  });

  test('gets the rules for descriptors before the service starts, in order', () => {
    const descriptors = [
      { action: 'close', kind: 'tcp', pattern: '*:5432' },
      { action: 'reopen', kind: 'file', pattern: '/app/log/*' },
    ];
    const rules = captureSpec({ checkpoint: { descriptors } });
    expect(ENGINE_DRIVERS.criu.captureFiles(rules)).toEqual({
      policies: 'close tcp *:5432\nreopen file /app/log/*\n',
      allowed: '',
      port: `${rules.run.port}\n`,
      hooks: 'run\n',
    });
  });

  test('gets the fields that copies may share before the service starts', () => {
    const allowCopied = ['com.example.Dice.random', 'com.example.Outer$Inner.SALT'];
    const rules = captureSpec({ checkpoint: { allowCopied } });
    expect(ENGINE_DRIVERS.criu.captureFiles(rules)).toEqual({
      policies: '',
      allowed: 'com.example.Dice.random\ncom.example.Outer$Inner.SALT\n',
      port: `${rules.run.port}\n`,
      hooks: 'run\n',
    });
  });

  test.each([
    ['warm-up', false],
    ['service', true],
    ['on-refresh', true],
  ])('waits with trigger %s for the request of the service: %s', (trigger, asks) => {
    expect(ENGINE_DRIVERS.criu.asksItself(captureSpec({ checkpoint: { trigger } }))).toBe(asks);
  });

  test('gets no request when the service triggers its checkpoint', async () => {
    const { manifest } = await checkpoint({ ready: READY, spec: captureSpec({ checkpoint: { trigger: 'service' } }) });
    expect(manifest).toMatchObject({ agent: 'yes' });
    expect(commands.join('\n')).not.toContain('/request');
  });

  test('is optional: without it the process is checkpointed as it is, with a warning', async () => {
    expect((await checkpoint({})).manifest).not.toHaveProperty('agent');
    expect(commands.join('\n')).not.toContain('request');
    expect(reported().slice(0, 1)).toEqual([
      {
        code: 'warning',
        text: 'no JVM of the service runs the agent: hooks do not run, and a restored copy keeps the environment of the capture; only the `java` launcher takes the option that loads it',
      },
    ]);
  });

  test('may reject the JVM', async () => {
    const refused = JSON.stringify({ state: 'refused', code: 'jvm-openj9', message: 'use the engine openj9' });
    expect(await failureOf(checkpoint({ refused }))).toEqual({
      code: 'agent-refused',
      message: 'the agent does not work in the JVM of the service: jvm-openj9: use the engine openj9',
      remedy: 'fix it as the message says, or choose the engine that it names in `engine` of the capture spec',
    });
  });

  test('may exist twice, or in another JVM, with a warning only', async () => {
    const refused = JSON.stringify({ state: 'refused', code: 'second-agent', message: 'give it once' });
    expect((await checkpoint({ ready: READY, refused })).manifest).toMatchObject({ agent: 'yes' });
    expect(reported()).toContainEqual({ code: 'warning', text: 'second-agent: give it once' });
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
      'fix what the stack shows; the service itself continued, with its resources restored; `checkpoint.hooks: skip` in the capture spec leaves all hooks out',
    ],
    [
      'hook-failed',
      {
        code: 'hook-hung',
        class: 'io.github.ekscrac.agent.RefusalException',
        message: 'too long',
        stack: ['A.b(A.java:1)'],
      },
      'hook-hung: too long\n    at A.b(A.java:1)',
      'the stack shows where the hook hangs; make sure that it ends, or give what it waits for a timeout; `checkpoint.hooks: skip` in the capture spec leaves all hooks out',
    ],
    [
      'descriptor-open',
      {
        code: 'descriptor-open',
        class: 'io.github.ekscrac.agent.RefusalException',
        message: 'tcp a -> b',
        stack: ['A.b'],
      },
      'descriptor-open: tcp a -> b',
      'close it in a hook of org.crac, or add the rules at the end of the message to `checkpoint.descriptors` in the capture spec',
    ],
    [
      'copied-state',
      {
        code: 'copied-state',
        class: 'io.github.ekscrac.agent.RefusalException',
        message: 'com.example.Dice.random is a SecureRandom that was given a seed; give it none',
        stack: ['A.b'],
      },
      'copied-state: com.example.Dice.random is a SecureRandom that was given a seed; give it none',
      'fix it as the message says; where copies may share it, name its class and field in `checkpoint.allowCopied` of the capture spec',
    ],
    [
      'checkpoint-failed',
      { code: 'launcher-jvm', class: 'io.github.ekscrac.agent.RefusalException', message: 'not this', stack: ['A.b'] },
      'launcher-jvm: not this',
      'start the JVM of the service as the first one: `exec java -jar service.jar` in the entrypoint, with what the launcher computes in the image or in `run.env`',
    ],
    [
      'checkpoint-failed',
      { code: 'policy-unknown', class: 'io.github.ekscrac.agent.RefusalException', message: 'not a rule', stack: [] },
      'policy-unknown: not a rule',
      'docs/agent.md lists the codes of the agent',
    ],
  ])('may reject the checkpoint: %s', async (code, failure, text, remedy) => {
    const message = `the service could not be prepared for its checkpoint: ${text}`;
    expect(await failureOf(checkpoint({ ready: failed(failure) }))).toEqual({ code, message, remedy });
    expect(commands.join('\n')).not.toContain(' dump ');
  });

  test('names every piece of copied state, and warns about allowed ones', async () => {
    const copied = (message: string) => ({ code: 'copied-state', class: 'Refusal', message, stack: [] });
    const failures = [copied('a.B.c is copied'), copied('a.B.d is copied')];
    const warnings = [{ code: 'copied-state', message: 'a.B.e is copied, as `checkpoint.allowCopied` says' }];
    const { code, message } = await failureOf(checkpoint({ ready: line({ state: 'failed', failures, warnings }) }));
    expect(code).toBe('copied-state');
    expect(message).toMatch(/: copied-state: .*a\.B\.c is copied\ncopied-state: .*a\.B\.d is copied$/);
    expect(reported()).toEqual([
      { code: 'warning', text: 'copied-state: a.B.e is copied, as `checkpoint.allowCopied` says' },
    ]);
  });

  test('explains what to add for connections that are open because Spring has no hooks', async () => {
    const failures = [{ code: 'descriptor-open', class: 'Refusal', message: 'tcp a -> b', stack: [] }];
    const warnings = [{ code: 'org-crac-missing', message: 'add it' }];
    expect(
      await failureOf(checkpoint({ ready: `${JSON.stringify({ state: 'failed', failures, warnings })}\n` })),
    ).toMatchObject({
      code: 'descriptor-open',
      remedy:
        'add the dependency org.crac:crac to the service: Spring then stops its beans before the checkpoint, and starts them after the restore; or add the rules at the end of the message to `checkpoint.descriptors` in the capture spec',
    });
    expect(reported()).toContainEqual({ code: 'warning', text: 'org-crac-missing: add it' });
  });

  test('lets the service continue after a failed dump', async () => {
    await failureOf(checkpoint({ ready: READY, dump: exited(1, ''), log: '(1) Error (x): no\n' }));
    expect(commands.at(-1)).toContain(
      'tool write /opt/eks-crac/checkpoint/abort criu dump exited with code 1: (1) Error (x): no',
    );
  });

  const HOOK = { code: 'hook-threw', class: 'java.lang.Error', message: 'no', stack: [] };
  const resumed = (failures: readonly object[]) => line({ state: 'resumed', failures, warnings: [] });

  test('runs the hooks in a dry run, as a checkpoint that is called off', async () => {
    expect(await dryRunHooks({ ready: READY, report: resumed([]) })).toBe(true);
    const directory = '/opt/eks-crac/checkpoint';
    const write = '--user 1000:1000 service /opt/eks-crac/tool write';
    expect(commands).toEqual([
      `${write} ${directory}/request ${'.'.repeat(20)} ${directory}/ready ${directory}/report ${directory}/abort`,
      `${write} ${directory}/abort dry run of hooks`,
    ]);
    // They are left to the checkpoint that follows.
    expect(reported()).toEqual([]);
  });

  test('collects garbage while the service works', async () => {
    const collected = line({ state: 'collected', failures: [], warnings: [{ code: 'jdk-unknown', message: 'no' }] });
    expect(await collectGarbage({ ready: READY, collected })).toBe(true);
    const directory = '/opt/eks-crac/checkpoint';
    expect(commands).toEqual([
      `--user 1000:1000 service /opt/eks-crac/tool write ${directory}/collect . ${directory}/collected`,
    ]);
    expect(reported()).toEqual([expect.objectContaining({ text: 'jdk-unknown: no' })]);
  });

  test('is needed for a collection', async () => {
    expect(await collectGarbage({})).toBe(false);
    expect(commands).toEqual([]);
  });

  test('is needed for a dry run of hooks', async () => {
    expect(await dryRunHooks({})).toBe(false);
    expect(commands).toEqual([]);
  });

  test.each([
    ['before the checkpoint', { ready: failed(HOOK) }],
    ['after the restore', { ready: READY, report: resumed([HOOK]) }],
  ])('reports a hook that fails %s in the dry run', async (_, traits) => {
    expect(await failureOf(dryRunHooks(traits))).toEqual({
      code: 'hook-failed',
      message: 'a hook failed in the dry run before the checkpoint: hook-threw: java.lang.Error: no',
      remedy:
        'fix what the stack shows; the service itself continued, with its resources restored; `checkpoint.hooks: skip` in the capture spec leaves all hooks out; a hook that cannot run several times in a row needs `checkpoint.dryRunHooks: false` in the capture spec, which leaves the dry run out',
    });
  });

  test('names the field that keeps hooks from closing a connection', async () => {
    const failure = { code: 'descriptor-open', class: 'Refusal', message: 'tcp a -> b', stack: [] };
    const spec = captureSpec({ checkpoint: { hooks: 'skip' } });
    const { code, remedy } = await failureOf(checkpoint({ ready: failed(failure), spec }));
    expect({ code, remedy }).toEqual({
      code: 'descriptor-open',
      remedy:
        'remove `checkpoint.hooks: skip` from the capture spec, so that a hook may close it; or add the rules at the end of the message to `checkpoint.descriptors`',
    });
  });

  test('reports what is no matter of a dry run as at the checkpoint', async () => {
    const failure = { code: 'descriptor-open', class: 'Refusal', message: 'tcp a -> b', stack: [] };
    const { message, remedy } = await failureOf(dryRunHooks({ ready: failed(failure) }));
    expect(message).toBe('the service could not be prepared for its checkpoint: descriptor-open: Refusal: tcp a -> b');
    expect(remedy).not.toContain('dryRunHooks');
  });
});
