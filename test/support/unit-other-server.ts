import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

const servers: Server[] = [];

/** A server that speaks no HTTP: whatever it is sent, it says the same. Returns its address, as one of HTTP. */
export async function serveOther(says: string): Promise<string> {
  const server = createServer((socket) => {
    // A client that does not understand it resets the connection.
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end(says));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});
