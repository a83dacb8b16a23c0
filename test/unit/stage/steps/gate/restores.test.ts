import type { RequestListener } from 'node:http';
import { failureOf } from '../../../../support/unit-failure';
import { prove, SAME } from '../../../../support/unit-gate';

describe('the restores of the gate', () => {
  const slow = new Date(Date.now() - 10_000).toISOString();

  test('fail when they took longer than the spec allows', async () => {
    const { code, message, remedy } = await failureOf(
      prove({ listener: SAME, state: { StartedAt: slow } }, { p95Seconds: 0.5 }),
    );
    expect(code).toBe('restore-slow');
    expect(message).toMatch(
      /^95 of 100 restores took up to 1\d{4} ms, and `gate.p95Seconds` allows 500 ms; the restores took 1\d{4}, 1\d{4} ms$/,
    );
    expect(remedy).toBe(
      'docs/benchmarks.md shows where the time goes: a smaller heap and fewer hooks help most; or raise `gate.p95Seconds`; nothing was released',
    );
  });

  test('pass when they took less', async () => {
    expect((await prove({ listener: SAME }, { p95Seconds: 60 })).restoreMs).toHaveLength(2);
  });

  test('fail when a copy needs more memory than its pod has', async () => {
    const listener: RequestListener = (request) => request.socket.destroy();
    const { code, message, remedy } = await failureOf(
      prove({ listener, state: { Running: false, ExitCode: 137, OOMKilled: true } }),
    );
    expect(code).toBe('out-of-memory');
    expect(message).toContain(': it needed more memory than its pod has, 1024 MiB; ');
    expect(remedy).toMatch(/^raise `run.memoryMiB`, or give the JVM a smaller heap; /);
  });

  test('fail when a copy dies after it has answered', async () => {
    let asked = 0;
    const listener: RequestListener = (_, response) => response.end(`{"name":"a","id":${(asked += 1)}}`);
    // Nobody asks the runtime about a copy that answers at once, until it is stopped.
    const { code, message } = await failureOf(prove({ listener, state: { Running: false, ExitCode: 139 } }));
    expect(code).toBe('restore-failed');
    expect(message).toContain(': it answered, and then ended with status 139; its last lines:');
  });
});
