import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Does something while a port of 127.0.0.1 is in use by this process. */
export async function withTakenPort<T>(work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return withTakenPort((port) => Promise.resolve(port));
}
