import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpClient } from '../../../../../kit/http/http-client';
import { ending } from '../../../../../stage/steps/warm-up/ending';
import { sendLoad } from '../../../../../stage/steps/warm-up/load';
import type { LoadResult } from '../../../../../stage/steps/warm-up/load';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { bodyOf, serve } from '../../../../support/unit-http-server';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

async function load(warmUp: object, listener: Listener, signal = new AbortController().signal): Promise<LoadResult> {
  const { url } = await serve(listener);
  const spec = captureSpec({ warmUp: { requests: [{ path: '/' }], until: { count: 10 }, ...warmUp } });
  const client = new HttpClient(url, spec.warmUp.concurrency);
  try {
    const end = ending(spec.warmUp.until, spec.warmUp.requests.length);
    return await sendLoad({ client, warmUp: spec.warmUp, end, signal, progress: () => undefined });
  } finally {
    await client.destroy();
  }
}

const ok: Listener = (_, response) => response.end('{}');

describe('load', () => {
  test.each([1, 7])('sends exactly the given number of requests, %i at a time', async (concurrency) => {
    const seen = new Map<string, number>();
    let together = 0;
    let most = 0;
    const requests = [{ path: '/a' }, { path: '/b', status: 201 }, { path: '/c' }];
    const result = await load({ requests, until: { count: 7 }, concurrency }, (request, response) => {
      seen.set(request.url!, (seen.get(request.url!) ?? 0) + 1);
      most = Math.max(most, (together += 1));
      setImmediate(() => {
        together -= 1;
        response.writeHead(request.url === '/b' ? 201 : 200).end();
      });
    });
    expect(result).toEqual({ sent: 21, failed: 0, lastFailures: [] });
    expect(Object.fromEntries(seen)).toEqual({ '/a': 7, '/b': 7, '/c': 7 });
    expect(most).toBeLessThanOrEqual(concurrency);
  });

  test('sends requests as declared, until the time is over', async () => {
    const seen: object[] = [];
    const requests = [
      { method: 'POST', path: '/json?q=1', json: { a: 'ü' }, headers: { 'x-id': '1' } },
      { method: 'PUT', path: '/text', body: 'a=1', headers: { 'content-type': 'text/plain' } },
      { path: '/get' },
    ];
    const result = await load({ requests, until: { seconds: 0.2 } }, (request, response) => {
      void bodyOf(request).then((body) => {
        const { 'content-type': type, 'x-id': id } = request.headers;
        seen.push({ line: `${request.method!} ${request.url!}`, body, type, id });
        response.end();
      });
    });
    expect(seen.slice(0, 3)).toEqual([
      { line: 'POST /json?q=1', body: '{"a":"ü"}', type: 'application/json', id: '1' },
      { line: 'PUT /text', body: 'a=1', type: 'text/plain', id: undefined },
      { line: 'GET /get', body: '', type: undefined, id: undefined },
    ]);
    expect(result.sent).toBe(seen.length);
    expect(result.failed).toBe(0);
  });

  test('keeps the last five failures, with the responses', async () => {
    let number = 0;
    const result = await load({ until: { count: 8 }, allowedFailureRate: 1 }, (_, response) => {
      response.writeHead(500).end(`failure\n${(number += 1)} ${'x'.repeat(300)}`);
    });
    expect(result).toMatchObject({ sent: 8, failed: 8 });
    expect(result.lastFailures).toEqual(
      [4, 5, 6, 7, 8].map((at) => `GET / answered 500, expected 200: failure ${at} ${'x'.repeat(190)}`),
    );
  });

  test('counts a missing response as a failure', async () => {
    const result = await load({ until: { count: 2 }, allowedFailureRate: 1 }, (request) => request.socket.destroy());
    expect(result).toEqual({
      sent: 2,
      failed: 2,
      lastFailures: ['GET / got no answer: other side closed', 'GET / got no answer: other side closed'],
    });
  });

  test('gives up when the allowed share can no longer be met', async () => {
    const result = await load({ until: { count: 100_000 } }, (_, response) => response.writeHead(503).end());
    expect(result).toMatchObject({ sent: 50, failed: 50 });
  });

  test('continues as long as the allowed share is met', async () => {
    let number = 0;
    const result = await load({ until: { count: 300 }, allowedFailureRate: 0.5 }, (_, response) => {
      response.writeHead((number += 1) % 2 === 0 ? 500 : 200).end();
    });
    expect(result).toMatchObject({ sent: 300, failed: 150 });
  });

  test('ends a steady warm-up at its maximum', async () => {
    const result = await load({ until: { steady: { maxSeconds: 0.2 } } }, ok);
    expect(result.sent).toBeGreaterThan(0);
    expect(result.failed).toBe(0);
  });

  test('ends when it is interrupted', async () => {
    const abort = new AbortController();
    const sent = load(
      { until: { seconds: 60 } },
      (_, response) => {
        response.end();
        abort.abort();
      },
      abort.signal,
    );
    await expect(sent).rejects.toThrow('This operation was aborted');
  });
});
