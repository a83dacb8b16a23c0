import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '../../../stage/steps/companions/ports';
import { probeTcp } from '../../../kit/http/probe';
import { ProcessRunner } from '../../../kit/process';
import type { BackgroundProcess } from '../../../kit/process';
import { waitUntil } from '../../../kit/wait';

/** The one key pair that the server knows. */
export const OBJECT_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'S3RVER',
  AWS_SECRET_ACCESS_KEY: 'S3RVER',
  AWS_REGION: 'us-east-1',
};

/** An S3-compatible server with one bucket, as a separate process. */
export class ObjectServer {
  private readonly client: S3Client;

  private constructor(
    private readonly server: BackgroundProcess,
    private readonly folder: string,
    public readonly endpoint: string,
    public readonly bucket: string,
  ) {
    this.client = new S3Client({
      endpoint,
      region: OBJECT_CREDENTIALS.AWS_REGION,
      forcePathStyle: true,
      credentials: {
        accessKeyId: OBJECT_CREDENTIALS.AWS_ACCESS_KEY_ID,
        secretAccessKey: OBJECT_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
      },
    });
  }

  /** On loopback, or at another address of this machine. */
  public static async start(bucket: string, address = '127.0.0.1'): Promise<ObjectServer> {
    const folder = mkdtempSync(join(tmpdir(), 'eks-crac-objects-'));
    const port = await freePort();
    const options = ['--directory', folder, '--address', address, '--port', String(port)];
    const server = await new ProcessRunner().start([
      ...[process.execPath, program(), ...options],
      ...['--no-vhost-buckets', '--configure-bucket', bucket],
    ]);
    await waitUntil({ timeoutMs: 15_000, intervalMs: 50 }, () => probeTcp(address, port));
    return new ObjectServer(server, folder, `http://${address}:${port}`, bucket);
  }

  /** Returns names and sizes of all objects. */
  public async list(): Promise<ReadonlyMap<string, number>> {
    const { Contents } = await this.client.send(new ListObjectsV2Command({ Bucket: this.bucket }));
    return new Map((Contents ?? []).map(({ Key, Size }) => [Key ?? '', Size ?? 0]));
  }

  public async read(name: string): Promise<Uint8Array> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: name }));
    if (Body === undefined) throw new Error(`object ${name} has no content`);
    return Body.transformToByteArray();
  }

  /** Suspends the server, so that clients that write to it wait. */
  public suspend(): void {
    process.kill(this.server.pid, 'SIGSTOP');
  }

  /** Whether somebody has sent what the suspended server has not read. */
  public hasUnread(): boolean {
    const port = Number(new URL(this.endpoint).port).toString(16).toUpperCase().padStart(4, '0');
    return new RegExp(`:${port} [0-9A-F]+:[0-9A-F]+ 01 [0-9A-F]+:(?!00000000)`).test(
      readFileSync('/proc/net/tcp', 'utf8'),
    );
  }

  public resume(): void {
    process.kill(this.server.pid, 'SIGCONT');
  }

  public async stop(): Promise<void> {
    this.client.destroy();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function program(): string {
  try {
    return join(dirname(createRequire(__filename).resolve('s3rver/package.json')), 'bin/s3rver.js');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error('the test needs the development dependency s3rver, a server of the S3 protocol: run `npm ci`', {
      cause: error,
    });
  }
}
