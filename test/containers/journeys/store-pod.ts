import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fetchCommand, PACKED_FOLDER } from '../../../contract';
import type { ReleaseRecord } from '../../../contract';
import { ENGINES, restoreShape } from '../../../engines';
import { shapeArguments } from '../../../stage/containers';
import { ProcessRunner } from '../../../kit/process';
import type { RunResult } from '../../../kit/process';
import type { Scene } from '../../support/containers/scene';
import { RestoredContainer } from './restored-container';

const STORE = '/opt/eks-crac/store';
const TOKEN = 'token-of-the-pod';

/** A pod of `vN` that restores from a store: the service's container, and the init container that fetches. */
export class StorePod {
  private readonly runner = new ProcessRunner();

  public constructor(
    private readonly scene: Scene,
    private readonly record: ReleaseRecord,
  ) {}

  /** Starts the service with a folder of this machine as its store, which an init container has filled. */
  public async start(folder: string): Promise<RestoredContainer> {
    const { deadlineMs, gid, port, uid } = this.record.pod;
    const shape = restoreShape(ENGINES[this.record.engine.type], {
      ...{ user: { uid, gid }, limits: this.record.pod, readOnlyRoot: false, volumes: [] },
    });
    const env = {
      EKS_CRAC_STORE: STORE,
      EKS_CRAC_RELEASE: this.record.release,
      EKS_CRAC_DEADLINE_MS: String(deadlineMs),
    };
    const { stdout } = await this.run([
      ...['--detach', '--publish', `127.0.0.1::${port}`, '--volume', `${folder}:${STORE}:ro`],
      ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...shapeArguments(shape),
      this.image,
    ]);
    return RestoredContainer.of(this.scene.containers, this.record, stdout.trim());
  }

  /** Runs the init container, as the service's user and without privileges, on a volume like an emptyDir. */
  public async fetch(
    copy: string,
    folder: string,
    endpoint: string,
    credentials: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<RunResult> {
    const token = join(mkdtempSync(join(this.scene.folder, 'token-')), 'token');
    writeFileSync(token, TOKEN, { mode: 0o444 });
    const env = {
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: credentials,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/token',
      ...more,
    };
    return this.fetchContainer(copy, folder, [
      ...['--network', 'host', '--volume', `${token}:/token:ro`],
      ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ]);
  }

  /** Runs the init container on a folder of this machine that has the pack, mounted read-only like EFS. */
  public async unpack(packed: string, folder: string, options: readonly string[] = []): Promise<RunResult> {
    return this.fetchContainer(PACKED_FOLDER, folder, [
      ...['--network', 'none', '--volume', `${packed}:${PACKED_FOLDER}:ro`, ...options],
    ]);
  }

  private fetchContainer(source: string, folder: string, options: readonly string[]): Promise<RunResult> {
    const { gid, uid } = this.record.pod;
    const { packed } = this.record.checkpoint;
    if (packed === undefined) throw new Error(`${this.record.release} has no pack`);
    chmodSync(folder, 0o777);
    const [program, ...command] = fetchCommand(source, STORE, packed);
    return this.run([
      ...['--rm', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--read-only'],
      ...['--user', `${uid}:${gid}`, '--volume', `${folder}:${STORE}`, ...options],
      ...['--entrypoint', program, this.image, ...command],
    ]);
  }

  private get image(): string {
    return `${this.record.repository}@${this.record.images.service.digest}`;
  }

  private run(options: readonly string[]): Promise<RunResult> {
    const labels = ['--label', `eks-crac.test=${this.record.service}`];
    return this.runner.run([this.scene.containers.program, 'run', ...labels, ...options], { timeoutMs: 60_000 });
  }
}

/**
 * Stands in for the EKS Pod Identity agent at another address: it speaks the protocol of the container credential
 * endpoint and gives the credentials of the test's object server to callers with the pod's token.
 */
export class CredentialAgent {
  public asked = 0;

  private constructor(private readonly server: Server) {}

  public static async start(credentials: { readonly id: string; readonly secret: string }): Promise<CredentialAgent> {
    const server = createServer();
    const agent = new CredentialAgent(server);
    server.on('request', (request, response) => {
      if (request.headers.authorization !== TOKEN) return response.writeHead(401).end();
      agent.asked += 1;
      const Expiration = new Date(Date.now() + 3_600_000).toISOString();
      const document = {
        AccessKeyId: credentials.id,
        SecretAccessKey: credentials.secret,
        Token: 'session',
        Expiration,
      };
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return agent;
  }

  public get uri(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/credentials`;
  }

  public stop(): void {
    this.server.close();
  }
}
