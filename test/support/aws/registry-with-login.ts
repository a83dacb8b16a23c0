import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A stand-in for the registry of ECR, which no emulator has: the registry of this machine behind a server that behaves as
 * ECR is known to. It wants the login, serves blobs from another host that must not see it, deletes no manifest, and moves
 * no tag.
 */
export class RegistryWithLogin {
  /** Method, path and answer of each request that had the login. */
  public readonly requests: string[] = [];
  public host = '';
  private storage = '';
  private readonly servers: Server[] = [];

  private constructor(
    private readonly behind: string,
    private readonly authorization: string,
  ) {}

  public static async start(behind: string, user: string, password: string): Promise<RegistryWithLogin> {
    const login = Buffer.from(`${user}:${password}`).toString('base64');
    const registry = new RegistryWithLogin(behind, `Basic ${login}`);
    registry.storage = await registry.listen((incoming, response) => registry.serveBlob(incoming, response));
    registry.host = await registry.listen((incoming, response) => void registry.answer(incoming, response));
    return registry;
  }

  public async stop(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private async listen(listener: (incoming: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer(listener);
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = incoming;
    if (incoming.headers.authorization !== this.authorization) {
      const challenge = `Basic realm="http://${this.host}/",service="ecr.amazonaws.com"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end('Not Authorized');
      return;
    }
    response.once('finish', () => this.requests.push(`${method} ${url} ${response.statusCode}`));
    if (method === 'DELETE' && url.includes('/manifests/')) {
      refuse(response, 405, 'UNSUPPORTED', 'The operation is unsupported.');
      return;
    }
    if (method === 'GET' && url.includes('/blobs/')) {
      response.writeHead(307, { location: `http://${this.storage}${url}` }).end();
      return;
    }
    if (method === 'PUT' && (await this.isTaken(url))) {
      refuse(response, 400, 'TAG_INVALID', 'The tag cannot be overwritten because the repository is immutable.');
      return;
    }
    this.forward(incoming, response);
  }

  /** As S3 does with a signed address: two ways to authenticate are one too many. */
  private serveBlob(incoming: IncomingMessage, response: ServerResponse): void {
    if (incoming.headers.authorization === undefined) this.forward(incoming, response);
    else response.writeHead(400).end('Only one auth mechanism allowed');
  }

  private async isTaken(url: string): Promise<boolean> {
    if (!url.includes('/manifests/') || url.includes('/manifests/sha256:')) return false;
    const accept = 'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json';
    return (await fetch(`http://${this.behind}${url}`, { method: 'HEAD', headers: { accept } })).status === 200;
  }

  private forward(incoming: IncomingMessage, response: ServerResponse): void {
    const { method, url } = incoming;
    const [hostname, port] = this.behind.split(':');
    const headers = { ...incoming.headers };
    delete headers.authorization;
    const outgoing = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once('error', (error) => response.writeHead(502).end(error.message));
    incoming.pipe(outgoing);
  }
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ errors: [{ code, message }] }));
}
