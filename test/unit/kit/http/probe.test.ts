import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { probeHttp, probeTcp } from '../../../../kit/http/probe';
import { serve } from '../../../support/unit-http-server';
import { serveOther } from '../../../support/unit-other-server';

describe('a probe', () => {
  test('finds the expected status', async () => {
    const { url } = await serve((_, response) => response.writeHead(204).end());
    expect(await probeHttp(`${url}/ready`, 204)).toEqual({ found: 204 });
  });

  test('reports another status as seen, with the start of its body in one line', async () => {
    const bodies = ['', 'pool is\nempty\u001b[2J', 'é'.repeat(3000)];
    const { url } = await serve((_, response) => response.writeHead(503).end(bodies.shift()));
    const seen = async () => probeHttp(`${url}/ready`, 200);
    expect(await seen()).toEqual({ seen: 'answer 503' });
    expect(await seen()).toEqual({ seen: 'answer 503: pool is\\nempty\\u001b[2J' });
    expect(await seen()).toEqual({ seen: `answer 503: ${'é'.repeat(200)}…` });
  });

  test('reports a missing response as seen', async () => {
    const silent = await serve(() => undefined);
    expect(await probeHttp(silent.url, 200, 50)).toEqual({ seen: 'no answer (UND_ERR_HEADERS_TIMEOUT)' });
    const rude = await serve((request) => request.socket.destroy());
    expect(await probeHttp(rude.url, 200)).toEqual({ seen: 'no answer (UND_ERR_SOCKET)' });
    expect(await probeHttp('http://127.0.0.1:1/', 200)).toEqual({ seen: 'no answer (ECONNREFUSED)' });
    const other = await serveOther('-ERR unknown command\r\n');
    expect(await probeHttp(other, 200)).toEqual({ seen: 'an answer that is not HTTP' });
  });

  test('distinguishes a port that accepts connections from one that does not', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await probeTcp('127.0.0.1', port)).toEqual({ found: expect.any(Number) as number });
    await new Promise((resolve) => server.close(resolve));
    expect(await probeTcp('127.0.0.1', port)).toEqual({ seen: 'no answer (ECONNREFUSED)' });
  });

  test('detects a proxy without a backend, and a server that speaks first', async () => {
    let greet = false;
    const server = createServer((socket) => (greet ? socket.write('hello') : socket.end())).unref();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await probeTcp('127.0.0.1', port)).toEqual({ seen: 'the connection was closed at once' });
    greet = true;
    expect(await probeTcp('127.0.0.1', port)).toEqual({ found: expect.any(Number) as number });
    await new Promise((resolve) => server.close(resolve));
  });
});
