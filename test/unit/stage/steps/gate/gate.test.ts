import { COLD_REASONS } from '../../../../../contract';
import type { RequestListener } from 'node:http';
import { gate } from '../../../../../stage/steps/gate/gate';
import type { Pushed } from '../../../../../stage/steps/states';
import { answerOf } from '../../../../support/unit-answers';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { contextOf, PROVEN } from '../../../../support/unit-context';
import { copyScript, startLines } from '../../../../support/unit-copies';
import { drawn } from '../../../../support/unit-draws';
import { NOT_LIKE, prove, pushed, SAME } from '../../../../support/unit-gate';
import { failureOf } from '../../../../support/unit-failure';
import { exited } from '../../../../support/unit-runner';

describe('the gate', () => {
  test('returns the copies and their times', async () => {
    const proven = await prove({ listener: SAME }, { restores: 3 });
    expect(proven.restoreMs).toHaveLength(3);
    for (const ms of proven.restoreMs) expect(ms).toBeGreaterThanOrEqual(0);
  });

  test('measures from the start of the container', async () => {
    const earlier = new Date(Date.now() - 10_000).toISOString();
    const proven = await prove({ listener: SAME, state: { StartedAt: earlier } });
    expect(Math.max(...proven.restoreMs)).toBeGreaterThanOrEqual(10_000);
  });

  test('gives a copy with a read-only root the volumes of a pod', async () => {
    const created: string[] = [];
    const script = {
      'docker create …': (argv: readonly string[]) => (
        created.push(argv.join(' ')),
        { stdout: `c${created.length}\n` }
      ),
    };
    const state = { ...pushed, capturedPaths: ['/srv/a'], removedPaths: ['/var/b'] };
    const spec = captureSpec({ run: { port: 8080, readOnlyRoot: true }, gate: { restores: 2 } });
    await gate.run(contextOf({ spec, script: await copyScript({ listener: SAME, script }) }), state);
    const copies = created.filter((line) => line.includes('--read-only'));
    expect(copies).toHaveLength(3);
    for (const line of copies) expect(line).toMatch(/--env EKS_CRAC_SEEDED=\/srv:\/var .*:\/srv --volume \S+:\/var /);
  });

  const TROUBLE =
    'docs/troubleshooting.md explains each reason; a rehearsal with --keep keeps the copy; nothing was released';

  test('fails for a cold start', async () => {
    const logs = { stdout: 'Started\n', stderr: startLines('cold', 'clock', { detail: 'the clock is behind' }) };
    const { code, message, remedy } = await failureOf(prove({ listener: SAME, logs }));
    expect({ code, remedy }).toEqual({
      code: 'restore-failed',
      remedy: `${COLD_REASONS.clock.remedy}; a rehearsal with --keep keeps the copy; nothing was released`,
    });
    expect(message).toMatch(
      new RegExp(
        `^copy-[12] ${NOT_LIKE}: it started cold, reason clock \\(the clock is behind\\); its last lines:\nStarted\n`,
      ),
    );
  });

  test('fails for a copy that never responds', async () => {
    const listener: RequestListener = (_, response) => response.writeHead(503).end();
    const logs = { stderr: 'restoring\n' };
    const { code, message, remedy } = await failureOf(prove({ listener, logs }, { deadlineSeconds: 0.05 }));
    expect({ code, remedy }).toEqual({ code: 'restore-failed', remedy: TROUBLE });
    expect(message).toMatch(
      new RegExp(
        `^copy-[12] ${NOT_LIKE}: GET /ready not 200 after 0.05 s; last seen: answer 503; its last lines:\nrestoring$`,
      ),
    );
  });

  test.each([
    [{ tcp: {} }, {}, 0],
    [{ exec: { command: ['ready'] } }, { 'docker exec …': {} }, 0],
    [{ path: '/ready' }, {}, 7],
  ])(
    'asks a copy as the capture was asked, and for a path only twice more: %j',
    async (readiness, script, requests) => {
      let asked = 0;
      const listener: RequestListener = (_, response) => response.end(String((asked += 1)));
      const spec = captureSpec({ readiness, warmUp: { requests: [] }, gate: { restores: 2 } });
      const state = { ...pushed, answers: [] };
      const proven = await gate.run(contextOf({ spec, script: await copyScript({ listener, script }) }), state);
      expect(proven.restoreMs).toHaveLength(2);
      expect(asked).toBe(requests);
    },
  );

  test('fails for a copy that ends', async () => {
    const listener: RequestListener = (request) => request.socket.destroy();
    const { message } = await failureOf(
      prove({ listener, state: { Running: false, ExitCode: 139 }, logs: { stderr: 'Error (criu): no\n' } }),
    );
    expect(message).toMatch(
      new RegExp(`^copy-[12] ${NOT_LIKE}: it ended with status 139; its last lines:\nError \\(criu\\): no$`),
    );
  });

  describe('with the clone probe', () => {
    const agent: Pushed = {
      ...pushed,
      taken: { ...pushed.taken, manifest: { ...pushed.taken.manifest, agent: 'yes' } },
    };

    test.each([true, false])('makes only the copies report their draws, if enabled: %s', async (cloneProbe) => {
      const created: string[] = [];
      const script = {
        'docker create …': (argv: readonly string[]) => ({ stdout: `c${created.push(argv.join(' '))}\n` }),
        // Each copy has a separate container.
        'docker logs …': (argv: readonly string[]) => ({
          stderr: `${drawn({ 'Math.random()': argv.at(-1) ?? '' })}${startLines('restored')}`,
        }),
      };
      const proven = await prove({ listener: SAME, script }, { cloneProbe }, agent);
      const told = created.filter((line) => line.includes(' --env EKS_CRAC_CLONE_PROBE=yes '));
      expect(told).toHaveLength(cloneProbe ? 2 : 0);
      expect(told.every((line) => line.includes(PROVEN.digests.checkpoint))).toBe(true);
      expect(proven.clones).toEqual(cloneProbe ? { generators: 1 } : undefined);
    });

    test('finds copies that drew the same', async () => {
      const logs = { stderr: `${startLines('restored')}${drawn({ 'Math.random()': '0.7' })}` };
      const { code, message } = await failureOf(prove({ listener: SAME, logs }, {}, agent));
      expect(code).toBe('copies-alike');
      expect(message).toContain('\n  Math.random(): copy-1 and copy-2');
    });

    const alike: RequestListener = (_, response) =>
      response.end('{"id":"9c858901-8a57-4791-81fe-4c455b099bc9","name":"a"}');
    const answered: Pushed = {
      ...pushed,
      answers: [answerOf({ id: '3fa85f64-5717-4562-b3fc-2c963f66afa6', name: 'a' })],
    };

    test('finds the same new id in both copies, though the comparison with the captured service ignores it', async () => {
      const { code, message } = await failureOf(prove({ listener: alike }, {}, answered));
      expect(code).toBe('copies-alike');
      expect(message).toContain('\n  field id of GET /customers: copy-1 and copy-2');
    });

    test('does not compare responses when it is disabled', async () => {
      expect((await prove({ listener: alike }, { cloneProbe: false }, answered)).restoreMs).toHaveLength(2);
    });
  });

  describe('with fields that must differ', () => {
    const counting = (): RequestListener => {
      let asked = 0;
      return ({ url }, response) => response.end(url === '/customers' ? `{"name":"a","node":${(asked += 1)}}` : '{}');
    };

    test('leaves them out of the comparison with the captured service', async () => {
      const rules = { unique: ['node'] };
      expect((await prove({ listener: counting() }, rules)).restoreMs).toHaveLength(2);
    });

    test('fails when they do not differ', async () => {
      const rules = { unique: ['id'], ignore: [], cloneProbe: false };
      const { code, message } = await failureOf(prove({ listener: SAME }, rules));
      expect(code).toBe('copies-alike');
      expect(message).toContain('\n  field id of `gate.unique`: copy-1 and copy-2');
    });
  });

  describe('listening to what copies send to companions', () => {
    const removed: string[] = [];
    const heard = (accessKey: string) => ({
      'docker run --detach …': { stdout: 'ear\n' },
      'docker logs ear': { stderr: 'tcpdump: listening on eth0\n' },
      'docker network inspect …': { stdout: '10.0.0.1\n' },
      'docker exec ear /bin/bash -c echo …': {},
      'docker exec ear /bin/sh -c grep …': { stdout: '1\n' },
      'docker exec ear getent ahostsv4 db': { stdout: '10.0.0.2 STREAM db\n' },
      'docker exec ear /bin/bash -o pipefail …': {
        stdout: `/streams/010.000.000.003.40000-010.000.000.002.08000:Credential=${accessKey}\n`,
      },
      'docker container rm …': (argv: readonly string[]) => (removed.push(argv.at(-1) ?? ''), {}),
    });
    const companions = [{ name: 'db', image: 'db:1', port: 8000 }];
    const proveHeard = async (accessKey: string) => {
      const script = await copyScript({ listener: SAME, script: heard(accessKey) });
      const gateSpec = { restores: 2, requests: [{ path: '/customers' }], ignore: ['id'] };
      return gate.run(contextOf({ spec: captureSpec({ companions, gate: gateSpec }), script }), pushed);
    };

    test('accepts signatures by their own keys, and removes the listeners', async () => {
      expect((await proveHeard('ASIA2')).restoreMs).toHaveLength(2);
      expect(removed.filter((container) => container === 'ear')).toHaveLength(2);
    });

    test('fails for a signature by the key of the capture', async () => {
      const { code, message } = await failureOf(proveHeard(pushed.sandbox.credentials.document.AccessKeyId));
      expect(code).toBe('credentials-kept');
      expect(message).toMatch(/^copy-1 restored from the pushed image signs what it sends to companion db /);
    });
  });

  test('fails when a candidate cannot be pulled', async () => {
    const script = { 'docker pull …': exited(1, 'manifest unknown') };
    expect(await failureOf(prove({ listener: SAME, script }))).toEqual({
      code: 'publish-failed',
      message: `127.0.0.1:1/customers@${PROVEN.digests.checkpoint} could not be pulled: docker pull exited with code 1: manifest unknown`,
      remedy: 'check that the registry runs and that you may read from the repository; nothing was released',
    });
  });

  describe('for a service that was checkpointed before it could respond', () => {
    const unanswered: Pushed = { ...pushed, answers: undefined };

    test('accepts copies that respond alike', async () => {
      expect((await prove({ listener: SAME }, {}, unanswered)).restoreMs).toHaveLength(2);
    });

    test('fails when copies differ from each other', async () => {
      let asked = 0;
      const listener: RequestListener = ({ url }, response) =>
        response.end(url === '/customers' ? `{"name":"${(asked += 1)}"}` : '{}');
      const { code, message } = await failureOf(prove({ listener }, {}, unanswered));
      expect(code).toBe('gate-failed');
      expect(message).toMatch(new RegExp(`^copy-2 ${NOT_LIKE}: `));
    });

    test('fails for an unexpected status', async () => {
      const listener: RequestListener = ({ url }, response) =>
        response.writeHead(url === '/customers' ? 500 : 200).end('{}');
      const { message } = await failureOf(prove({ listener }, {}, unanswered));
      expect(message).toMatch(
        new RegExp(`^copy-1 ${NOT_LIKE}: GET /customers answered 500, expected 200; its body has 2 bytes: {};`),
      );
    });
  });
});
