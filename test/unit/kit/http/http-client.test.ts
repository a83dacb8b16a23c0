import type { RequestListener } from 'node:http';
import { HttpClient, NoAnswer } from '../../../../kit/http/http-client';
import { serve } from '../../../support/unit-http-server';
import { serveOther } from '../../../support/unit-other-server';

test('a response has its headers by lower-case name, each as often as it was sent', async () => {
  const { url } = await serve((_, response) =>
    response.writeHead(201, { 'X-Request-Id': '7', 'Set-Cookie': ['a=1', 'b=2; Path=/'] }).end('made'),
  );
  const client = new HttpClient(url);
  const answer = await client.send({ method: 'GET', path: '/', headers: {}, status: 201 });
  await client.destroy();
  expect(answer).toMatchObject({
    status: 201,
    body: 'made',
    headers: { 'x-request-id': ['7'], 'set-cookie': ['a=1', 'b=2; Path=/'] },
  });
});

const request = { method: 'GET', path: '/', headers: {}, status: 200 } as const;

async function send(listener: RequestListener, headers: Readonly<Record<string, string>> = {}) {
  const client = new HttpClient((await serve(listener)).url, 1, 'localhost:8080');
  try {
    return await client.send({ ...request, headers });
  } finally {
    await client.destroy();
  }
}

test('a service is called by the name of the client, unless the request has another', async () => {
  const echo: RequestListener = ({ headers }, response) => response.end(headers.host);
  expect((await send(echo)).body).toBe('localhost:8080');
  expect((await send(echo, { Host: 'example.com' })).body).toBe('example.com');
});

describe('a server that closes each connection after one response without saying so', () => {
  /** How often it was asked; the second request over a connection gets no response. */
  async function askTwice(method: 'GET' | 'POST'): Promise<number> {
    const used = new WeakSet();
    let asked = 0;
    const { url } = await serve(({ socket }, response) => {
      asked += 1;
      if (used.has(socket)) return socket.destroy();
      used.add(socket);
      return response.end('ok');
    });
    const client = new HttpClient(url);
    try {
      for (let time = 0; time < 2; time += 1) await client.send({ ...request, method });
      return asked;
    } finally {
      await client.destroy();
    }
  }

  test('is asked again over another', async () => {
    expect(await askTwice('GET')).toBe(3);
  });

  test('is not asked again to do what it may have done', async () => {
    await expect(askTwice('POST')).rejects.toThrow(/^POST \/ got no answer: /);
  });
});

test('a connection that is closed is no answer, and the error names the request', async () => {
  const sent = send(({ socket }) => socket.destroy());
  await expect(sent).rejects.toThrow(NoAnswer);
  await expect(sent).rejects.toThrow(/^GET \/ got no answer: /);
});

test('a header that cannot be sent is no answer', async () => {
  await expect(send((_, response) => response.end(), { 'x-a': 'b\nc' })).rejects.toThrow(NoAnswer);
});

test('a response that is not HTTP is no answer', async () => {
  const client = new HttpClient(await serveOther('-ERR unknown command\r\n'));
  const sent = client.send(request);
  await expect(sent).rejects.toThrow(NoAnswer);
  await expect(sent).rejects.toThrow(/^GET \/ got no answer: /);
  await client.destroy();
});
