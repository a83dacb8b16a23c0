import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between a pod and its bucket does with a request; `pass` hands it on. */
export type BucketTrouble = (number: number) => 'pass' | 'cut' | { readonly status: number; readonly code: string };

/** Passes requests on to a server of the S3 protocol, but for those of which there is trouble. */
export class FaultyBucket {
  private asked = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: string,
    private readonly trouble: BucketTrouble,
  ) {}

  public static async before(target: string, trouble: BucketTrouble): Promise<FaultyBucket> {
    const server = createServer();
    const bucket = new FaultyBucket(server, target, trouble);
    server.on('request', (request, response) => bucket.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return bucket;
  }

  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const does = this.trouble((this.asked += 1));
    if (typeof does === 'object') {
      response.writeHead(does.status, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>${does.code}</Code><Message>injected</Message></Error>`);
      return;
    }
    // The signature is of the host that the pod has asked.
    const passed = ask(new URL(request.url ?? '/', this.target), { headers: request.headers, method: 'GET' });
    passed.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      if (does === 'pass') answer.pipe(response);
      else answer.once('data', (first: Buffer) => response.write(first.subarray(0, 1000), () => response.destroy()));
    });
    passed.end();
  }
}
