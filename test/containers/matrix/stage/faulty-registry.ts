import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What becomes of a request: it is passed on, answered with a status, cut off before it arrives, or cut off after. */
export type Treatment =
  'pass' | 'cut off' | 'cut off after' | { readonly status: number } | { readonly delayMs: number };

/** Judges a request by its method and path. */
export type Rule = (method: string, path: string) => Treatment;

/** Stands in front of this machine's registry and does to requests what a rule says. */
export class FaultyRegistry {
  private constructor(
    private readonly server: Server,
    private rule: Rule,
  ) {}

  public static async start(rule: Rule): Promise<FaultyRegistry> {
    const server = createServer();
    const registry = new FaultyRegistry(server, rule);
    server.on('request', (incoming, answer) => registry.treat(incoming, answer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  public get host(): string {
    return `localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on every request is passed on. */
  public repair(): void {
    this.rule = () => 'pass';
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private treat(incoming: IncomingMessage, answer: ServerResponse): void {
    const treatment = this.rule(incoming.method ?? '', incoming.url ?? '');
    if (treatment === 'cut off') incoming.socket.destroy();
    else if (treatment === 'pass') pass(incoming, answer);
    else if (treatment === 'cut off after') pass(incoming, answer, () => incoming.socket.destroy());
    else if ('status' in treatment) incoming.resume().on('end', () => answer.writeHead(treatment.status).end());
    else void delay(treatment.delayMs).then(() => pass(incoming, answer));
  }
}

/** The registry builds its addresses from the name by which it was asked. */
function pass(incoming: IncomingMessage, answer: ServerResponse, instead?: () => void): void {
  const { headers, method, url } = incoming;
  const options = { host: '127.0.0.1', port: process.env['EKS_CRAC_REGISTRY_PORT'], path: url, method, headers };
  const passed = request(options, (response) => {
    if (instead !== undefined) {
      response.resume().on('end', instead);
      return;
    }
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  passed.on('error', () => incoming.socket.destroy());
  incoming.pipe(passed);
}
