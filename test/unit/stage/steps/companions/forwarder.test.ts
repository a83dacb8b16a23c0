import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Forwarder } from '../../../../../stage/steps/companions/forwarder';
import { freePort, isFree } from '../../../../../stage/steps/companions/ports';
import { failureOf } from '../../../../support/unit-failure';
import { serve } from '../../../../support/unit-http-server';

const closing: (() => Promise<unknown>)[] = [];

describe('the forwarder', () => {
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A server that echoes each line, and knows its connections. */
  async function echo(host = '127.0.0.1'): Promise<{ port: number; server: Server; sockets: Set<Socket> }> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    return { port: (server.address() as AddressInfo).port, server, sockets };
  }

  function ask(host: string, port: number, text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host);
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
      socket.once('error', reject);
      socket.once('close', () => resolve(answer));
      socket.end(text);
    });
  }

  async function forwarder(port: number, target: number): Promise<Forwarder> {
    const opened = await Forwarder.open('127.0.0.2', port, target);
    closing.push(() => opened.close());
    return opened;
  }

  test('makes a port of this machine reachable at another address', async () => {
    const { port } = await echo();
    const at = await freePort();
    await forwarder(at, port);
    expect(await ask('127.0.0.2', at, 'hello')).toBe('hello');
    const large = 'x'.repeat(1024 * 1024);
    expect(await Promise.all([ask('127.0.0.2', at, 'a'), ask('127.0.0.2', at, large)])).toEqual(['a', large]);
  });

  test('forwards a long response completely, even to a slow reader', async () => {
    const length = 8 * 1024 * 1024;
    const { port } = await serve((_, response) => {
      response.setHeader('connection', 'close');
      response.end('x'.repeat(length));
    });
    const at = await freePort();
    await forwarder(at, port);
    const socket = connect(at, '127.0.0.2');
    socket.write('GET / HTTP/1.0\r\n\r\n');
    // Nothing is read until the server has sent all that the buffers in between can hold.
    await new Promise((resolve) => socket.once('readable', resolve));
    let received = 0;
    for await (const chunk of socket) received += (chunk as Buffer).length;
    expect(received).toBeGreaterThan(length);
  });

  test('closes the connection without a backend', async () => {
    const at = await freePort();
    await forwarder(at, await freePort());
    const outcome = await ask('127.0.0.2', at, 'x').catch((error: unknown) => (error as NodeJS.ErrnoException).code);
    expect(['', 'ECONNRESET']).toContain(outcome);
  });

  test('closes its connections when it is closed', async () => {
    const { port } = await echo();
    const at = await freePort();
    const opened = await Forwarder.open('127.0.0.2', at, port);
    const socket = connect(at, '127.0.0.2');
    socket.on('error', () => undefined);
    const answered = new Promise((resolve) => socket.once('data', resolve));
    socket.write('x');
    await answered;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await opened.close();
    await closed;
    await expect(ask('127.0.0.2', at, 'x')).rejects.toThrow('ECONNREFUSED');
  });

  test('fails when the port is in use', async () => {
    const { port } = await echo('127.0.0.2');
    expect(await failureOf(Forwarder.open('127.0.0.2', port, 1))).toEqual({
      code: 'port-taken',
      message: `port ${port} of 127.0.0.2 is already in use`,
      remedy: 'stop what uses the port, or give the companion another one',
    });
  });

  test('rethrows the error for an address that this machine does not have', async () => {
    await expect(Forwarder.open('192.0.2.1', await freePort(), 1)).rejects.toThrow('EADDRNOTAVAIL');
  });

  test('can use free ports', async () => {
    const { port } = await echo();
    expect(await isFree(port)).toBe(false);
    const free = await freePort();
    expect(free).toBeGreaterThan(0);
    expect(await isFree(free)).toBe(true);
  });
});
