import type { RequestListener } from 'node:http';
import { failureOf } from '../../../../support/unit-failure';
import { startLines } from '../../../../support/unit-copies';
import { prove, reported, SAME } from '../../../../support/unit-gate';

const COLD =
  'copy-cold started cold from the pushed image does not serve, and a pod that cannot restore would do the same';
const warnings = () =>
  reported().flatMap((message) => (message.code === 'warning' && /SIGTERM/.test(message.text) ? [message.text] : []));

describe('the cold start of the candidate', () => {
  test('is measured', async () => {
    expect((await prove({ listener: SAME })).coldMs).toBeGreaterThanOrEqual(0);
  });

  /** Answers the two copies and their two readiness requests each as it should, and the copy after them otherwise. */
  const thirdAnswers = (status: number): RequestListener => {
    let asked = 0;
    return ({ url }, response) => {
      if (url === '/customers') asked += 1;
      response.writeHead(url === '/customers' && asked > 2 ? status : 200).end('{"name":"a"}');
    };
  };

  test('fails for another status, and says what to do where that is intended', async () => {
    const { code, message, remedy } = await failureOf(prove({ listener: thirdAnswers(404) }));
    expect(code).toBe('fallback-failed');
    expect(message).toContain(
      `${COLD}: GET /customers answered 404, expected 200; its body has 12 bytes: {"name":"a"};`,
    );
    expect(remedy).toMatch(
      /^let `gate.requests` ask for nothing that only the warm-up sent, or set `gate.coldStart: ready` if a pod that starts cold may answer otherwise; /,
    );
  });

  test('need only become ready, if the spec says so', async () => {
    expect((await prove({ listener: thirdAnswers(404) }, { coldStart: 'ready' })).restoreMs).toHaveLength(2);
  });

  test('fails for a copy that was restored after all', async () => {
    const { code, message } = await failureOf(prove({ listener: SAME, coldLogs: { stderr: startLines('restored') } }));
    expect(code).toBe('fallback-failed');
    expect(message).toContain(`${COLD}: it was restored; its last lines:`);
  });

  test('fails for a copy that dies after its answers', async () => {
    const { code, message } = await failureOf(prove({ listener: SAME, coldState: { Running: false, ExitCode: 134 } }));
    expect(code).toBe('fallback-failed');
    expect(message).toContain(`${COLD}: it ended with status 134;`);
  });
});

describe('SIGTERM', () => {
  const ending = (restored: object, cold: object) =>
    prove({ listener: SAME, ended: (isCold) => (isCold ? cold : restored) }, { stopSeconds: 0.05 });
  const status = (ExitCode: number) => ({ Running: false, ExitCode });

  test.each([0, 143, 1])('ends a restored copy as it ends a cold start, with status %d', async (code) => {
    expect((await ending(status(code), status(code))).restoreMs).toHaveLength(2);
    expect(warnings()).toEqual([]);
  });

  test('that ends a restored copy with another status fails the gate', async () => {
    const { code, message, remedy } = await failureOf(ending(status(134), status(143)));
    expect(code).toBe('stop-failed');
    expect(message).toContain(
      ': after SIGTERM it ended with status 134, and a cold start ended with status 143; its last lines:',
    );
    expect(remedy).toMatch(
      /^see which of its shutdown hooks waits or throws after a restore: a thread or a client that it ends may belong to the capture; a rehearsal/,
    );
  });

  test('that does not end a restored copy in time fails the gate', async () => {
    const { code, message, remedy } = await failureOf(ending({}, status(143)));
    expect(code).toBe('stop-failed');
    expect(message).toContain(
      ': after SIGTERM it was still running after 0.05 s, and a cold start ended with status 143;',
    );
    expect(remedy).toContain('; or raise `gate.stopSeconds`;');
  });

  test('that ends no start of the service is a warning', async () => {
    await ending({}, {});
    expect(warnings()).toEqual([
      'the service does not end within 0.05 s after SIGTERM, cold or restored: a pod is killed at the end of its grace period',
    ]);
  });
});
