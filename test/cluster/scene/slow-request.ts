import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { waitUntil } from '../../../kit/wait';

const BODY = JSON.stringify({ name: 'Ada Lovelace', email: 'ada@example.com', accountNumber: 'NL-0002' });
const SEEN_MS = 45_000;

/** A request of which the service has the head and half of the body. */
export class SlowRequest {
  private constructor(
    private readonly url: URL,
    private readonly socket: Socket,
    private readonly answer: Promise<string>,
  ) {}

  public static async begin(address: string): Promise<SlowRequest> {
    const url = new URL(address);
    const socket = await connected(url);
    const answer = text(socket);
    answer.catch(() => undefined);
    const head = [`POST ${url.pathname} HTTP/1.1`, `host: ${url.host}`, `content-length: ${BODY.length}`];
    socket.write(`${[...head, 'connection: close', '', ''].join('\r\n')}${BODY.slice(0, 20)}`);
    return new SlowRequest(url, socket, answer);
  }

  /** Waits until the service takes no connection any more: it was told to end. */
  public async whenClosed(): Promise<void> {
    await waitUntil<true>({ timeoutMs: SEEN_MS, intervalMs: 20 }, async () => {
      try {
        (await connected(this.url)).destroy();
        return { seen: 'it takes connections' };
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ECONNREFUSED') return { found: true };
        // One that was waiting when the port was closed.
        if (code === 'ECONNRESET') return { seen: code };
        throw error;
      }
    });
  }

  /** Sends the rest, and answers what comes back. */
  public finish(): Promise<string> {
    this.socket.write(BODY.slice(20));
    return this.answer;
  }
}

function connected({ hostname, port }: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => resolve(socket));
    socket.once('error', reject);
  });
}
