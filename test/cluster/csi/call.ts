import { connect } from 'node:http2';
import type { IncomingHttpHeaders } from 'node:http2';
import { createConnection } from 'node:net';

const TIMEOUT_MS = 20_000;

/** A call that the server has refused, in its words. */
export class CallRefused extends Error {
  public override readonly name = 'CallRefused';
}

/** Calls a method of gRPC at a socket of this machine; its answer is not read. */
export async function call(socket: string, method: string, message: Uint8Array): Promise<void> {
  const { 'grpc-message': words = '', 'grpc-status': status = '' } = await trailersOf(socket, method, message);
  if (status !== '0') throw new CallRefused(decodeURIComponent(String(words)));
}

function trailersOf(socket: string, method: string, message: Uint8Array): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    const session = connect('http://localhost', { createConnection: () => createConnection(socket) });
    const head = { ':method': 'POST', ':path': method, 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request(head, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    let trailers: IncomingHttpHeaders = {};
    const add = (more: IncomingHttpHeaders) => {
      trailers = { ...trailers, ...more };
    };
    session.on('error', reject);
    stream.on('response', add).on('trailers', add).on('error', reject).resume();
    stream.on('close', () => {
      session.destroy();
      resolve(trailers);
    });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
  });
}
