import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ProcessRunner } from '../../kit/process';
import { probeTcp } from '../../kit/http/probe';
import { waitUntil } from '../../kit/wait';
import { freePort } from '../../stage/steps/companions/ports';

export const BUCKET = 'checkpoints';

/** A server of the S3 protocol as a process of this machine. */
export interface ObjectServer {
  /** What its clients need to find it, and the one key pair that it knows. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startObjectServer(folder: string): Promise<ObjectServer> {
  const port = await freePort();
  const program = join(dirname(createRequire(__filename).resolve('s3rver/package.json')), 'bin/s3rver.js');
  const server = await new ProcessRunner().start([
    ...[process.execPath, program, '--directory', folder, '--address', '127.0.0.1', '--port', String(port)],
    ...['--no-vhost-buckets', '--configure-bucket', BUCKET],
  ]);
  await waitUntil({ timeoutMs: 15_000, intervalMs: 50 }, () => probeTcp('127.0.0.1', port));
  const key = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER', AWS_REGION: 'us-east-1' };
  return { env: { ...key, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` }, stop: () => server.stop() };
}
