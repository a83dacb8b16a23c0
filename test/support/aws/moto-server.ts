import { join } from 'node:path';
import { freePort } from '../../../stage/steps/companions/ports';
import { probeHttp } from '../../../kit/http/probe';
import { ProcessRunner } from '../../../kit/process';
import type { BackgroundProcess } from '../../../kit/process';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import { pythonTools } from '../python/python-tools';

const READY_MS = 30_000;

/** The account in which the emulator keeps everything, and the region that the tests speak to. */
export const EMULATED = { account: '123456789012', region: 'eu-west-1' } as const;

/**
 * An emulator of AWS's APIs, moto, as a process of its own: a stand-in for AWS that speaks its protocol. It checks no
 * policy, encrypts nothing, and knows no registry.
 */
export class MotoServer {
  private constructor(
    private readonly server: BackgroundProcess,
    public readonly url: string,
  ) {}

  public static async start(): Promise<MotoServer> {
    const program = join(await pythonTools(), 'moto_server');
    const port = await freePort();
    const server = await new ProcessRunner().start([program, '--host', '127.0.0.1', '--port', String(port)]);
    const url = `http://127.0.0.1:${port}`;
    try {
      await waitUntil({ timeoutMs: READY_MS, intervalMs: 50 }, () => probeHttp(`${url}/moto-api/`, 200));
    } catch (error) {
      await server.stop();
      if (!(error instanceof WaitTimeout)) throw error;
      throw new Error(`moto_server did not answer: ${error.message}\n${server.output()}`, { cause: error });
    }
    return new MotoServer(server, url);
  }

  /** What leads every client of AWS's SDK to the emulator. */
  public get environment(): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: EMULATED.region,
      AWS_ACCESS_KEY_ID: 'AKIAEMULATED',
      AWS_SECRET_ACCESS_KEY: 'emulated',
    };
  }

  /** Lets the clients of this process speak to the emulator. */
  public adopt(): this {
    Object.assign(process.env, this.environment);
    return this;
  }

  public async stop(): Promise<void> {
    await this.server.stop();
  }
}
