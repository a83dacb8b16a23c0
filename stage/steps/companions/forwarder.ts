import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { Failure } from '../../../kit/report/failure';

/** Makes a port of 127.0.0.1 reachable at another address of this machine that containers can reach. */
export class Forwarder {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  public static async open(address: string, port: number, target: number): Promise<Forwarder> {
    // Each direction closes independently, as in a direct connection: data in flight still arrives.
    const server = createServer({ allowHalfOpen: true });
    const forwarder = new Forwarder(server);
    server.on('connection', (inbound) =>
      forwarder.join(inbound, connect({ port: target, host: '127.0.0.1', allowHalfOpen: true })),
    );
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(refused(error, address, port)));
      server.listen(port, address, resolve);
    });
    return forwarder;
  }

  public async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(inbound: Socket, outbound: Socket): void {
    for (const [socket, other] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      this.sockets.add(socket);
      // Either end may reset the connection; that closes the other one.
      socket.on('error', () => other.destroy());
      socket.once('close', () => this.sockets.delete(socket));
      socket.pipe(other);
    }
  }
}

function refused(error: NodeJS.ErrnoException, address: string, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Failure(
    'port-taken',
    `port ${port} of ${address} is already in use`,
    'stop what uses the port, or give the companion another one',
    {
      cause: error,
    },
  );
}
