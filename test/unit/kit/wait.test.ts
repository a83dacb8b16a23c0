import { waitUntil, WaitTimeout } from '../../../kit/wait';
import { errorOf } from '../../support/unit-failure';

describe('waitUntil', () => {
  test('polls until the probe finds something', async () => {
    let asked = 0;
    const found = await waitUntil({ timeoutMs: 5000, intervalMs: 1 }, () =>
      Promise.resolve((asked += 1) < 3 ? { seen: 'not yet' } : { found: asked }),
    );
    expect(found).toBe(3);
  });

  test('accepts even `undefined`', async () => {
    const nothing: Promise<unknown> = waitUntil({ timeoutMs: 0, intervalMs: 1 }, () =>
      Promise.resolve({ found: undefined }),
    );
    expect(await nothing).toBeUndefined();
  });

  test('polls at least once, and reports the timeout and the last observation', async () => {
    let asked = 0;
    const probe = () => Promise.resolve({ seen: `answer ${(asked += 1)}` });
    const error = await errorOf(waitUntil({ timeoutMs: 0, intervalMs: 1 }, probe), WaitTimeout);
    expect(asked).toBe(1);
    expect(error.message).toBe('not after 0 s; last seen: answer 1');
    const later = await errorOf(waitUntil({ timeoutMs: 30, intervalMs: 1 }, probe), WaitTimeout);
    expect(later.message).toBe(`not after 0.03 s; last seen: answer ${asked}`);
  });

  test('ends with an error of the probe', async () => {
    await expect(
      waitUntil({ timeoutMs: 5000, intervalMs: 1 }, () => Promise.reject(new Error('ended'))),
    ).rejects.toThrow('ended');
  });

  test('ends when it is aborted, before and between polls', async () => {
    let asked = 0;
    const probe = () => Promise.resolve({ seen: `${(asked += 1)}` });
    const before = waitUntil({ timeoutMs: 5000, intervalMs: 1, signal: AbortSignal.abort() }, probe);
    await expect(before).rejects.toThrow('This operation was aborted');
    expect(asked).toBe(0);
    const abort = new AbortController();
    const during = waitUntil({ timeoutMs: 60_000, intervalMs: 60_000, signal: abort.signal }, () => {
      setImmediate(() => {
        abort.abort();
      });
      return probe();
    });
    await expect(during).rejects.toThrow('The operation was aborted');
  });
});
