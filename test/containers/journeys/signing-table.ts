import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ContainerRuntime } from '../../../stage/containers';

const SIGNED = /Credential=([^/]+)\/\d+\/([^/]+)\/dynamodb\//;

/**
 * Implements just enough of DynamoDB for a scan: the one item shows who signed the request, for which region and table.
 */
export class SigningTable {
  private constructor(
    private readonly server: Server,
    public readonly endpoint: string,
  ) {}

  public static async start(containers: ContainerRuntime): Promise<SigningTable> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { TableName } = JSON.parse(Buffer.concat(chunks).toString()) as { TableName: string };
        const [, key = 'nobody', region = 'nowhere'] = SIGNED.exec(request.headers.authorization ?? '') ?? [];
        response.setHeader('content-type', 'application/x-amz-json-1.0');
        response.end(JSON.stringify({ Count: 1, ScannedCount: 1, Items: [item(TableName, key, region)] }));
      });
    });
    const address = await containers.gateway(containers.program === 'docker' ? 'bridge' : 'podman');
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    return new SigningTable(server, `http://${address}:${(server.address() as AddressInfo).port}`);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function item(id: string, name: string, email: string): Readonly<Record<string, { readonly S: string }>> {
  const text = { id, name, email, accountNumber: '', createdAt: '2026-01-01T00:00:00Z' };
  return Object.fromEntries(Object.entries(text).map(([field, S]) => [field, { S }]));
}
