import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyOf } from '../unit-http-server';

/** What an action of the API answers a number of times before the emulator is asked. */
export type Fault =
  | { readonly action: string; readonly times: number; readonly code: string; readonly message: string }
  /** The connection is cut, as by a time-out on the way. */
  | { readonly action: string; readonly times: number; readonly cut: true };

/** The emulator of CloudFormation behind a server that answers some calls as AWS does on a bad day. */
export class FaultyEndpoint {
  /** Each action that was asked for, and when. */
  public readonly calls: { readonly action: string; readonly at: number }[] = [];
  public faults: Fault[] = [];
  private readonly server: Server;

  private constructor(private readonly behind: URL) {
    this.server = createServer((incoming, response) => void this.answer(incoming, response));
  }

  public static async start(behind: string): Promise<FaultyEndpoint> {
    const endpoint = new FaultyEndpoint(new URL(behind));
    await new Promise<void>((resolve) => endpoint.server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const action = new URLSearchParams(body).get('Action') ?? '';
    this.calls.push({ action, at: Date.now() });
    const fault = this.next(action);
    if (fault === undefined) this.forward(incoming, body, response);
    else if ('cut' in fault) incoming.socket.destroy();
    else response.writeHead(400, { 'content-type': 'text/xml' }).end(refusal(fault.code, fault.message));
  }

  private next(action: string): Fault | undefined {
    const fault = this.faults.find((one) => one.action === action && one.times > 0);
    this.faults = this.faults.map((one) => (one === fault ? { ...one, times: one.times - 1 } : one));
    return fault;
  }

  private forward({ headers, method, url }: IncomingMessage, body: string, response: ServerResponse): void {
    const { hostname, port } = this.behind;
    const outgoing = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once('error', (error) => response.writeHead(502).end(error.message));
    outgoing.end(body);
  }
}

function refusal(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
}
