import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { Failure } from '../../../kit/report/failure';
import { Sessions } from './express-sessions';
import type { Middleware } from './exchange';
import { Shaping } from './shaping';
import type { Shape } from './shape';

/** The one key pair that the server knows. */
export const SERVER_KEY = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
export const REGION = 'us-east-1';
export const BUCKET = 'checkpoints';
/** The form of the name is what tells an SDK to open a session. */
export const DIRECTORY_BUCKET = 'checkpoints--use1-az1--x-s3';

interface Server {
  readonly middleware: Middleware[];
  run(): Promise<{ readonly port: number }>;
  close(): Promise<void>;
}

type ServerClass = new (options: object) => Server;

/** A server of the S3 protocol in this process, which keeps its objects in a folder. */
export class ObjectServer {
  private constructor(
    private readonly server: Server,
    public readonly endpoint: string,
  ) {}

  /** Starts a server at an address of this machine; several may share a folder. */
  public static async start(folder: string, address: string, shape?: Shape): Promise<ObjectServer> {
    const Program = serverClass();
    const server = new Program({
      ...{ directory: folder, address, port: 0, silent: true, vhostBuckets: false },
      configureBuckets: [BUCKET, DIRECTORY_BUCKET].map((name) => ({ name })),
    });
    server.middleware.unshift(new Sessions(DIRECTORY_BUCKET, SERVER_KEY).middleware);
    if (shape !== undefined) server.middleware.unshift(shaped(new Shaping(shape)));
    const { port } = await server.run();
    return new ObjectServer(server, `http://${address}:${port}`);
  }

  /** What a pod needs to find it. */
  public get env(): Readonly<Record<string, string>> {
    return {
      AWS_ACCESS_KEY_ID: SERVER_KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: SERVER_KEY.secretAccessKey,
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL_S3: this.endpoint,
    };
  }

  public async stop(): Promise<void> {
    await this.server.close();
  }
}

function shaped(shaping: Shaping): Middleware {
  return async (exchange, next) => {
    await shaping.begin();
    await next();
    if (!(exchange.body instanceof Readable)) return;
    const { length } = exchange;
    exchange.body = shaping.slowed(exchange.body);
    // Another body would be of unknown length.
    if (length !== undefined) exchange.length = length;
  };
}

/** It is for rehearsals that compare stores alone, so the package does not bring it along. */
function serverClass(): ServerClass {
  try {
    return createRequire(__filename)('s3rver') as ServerClass;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Failure(
      'usage',
      '--stores needs s3rver, a server of the S3 protocol, and it is not installed',
      'npm install --save-dev s3rver@3.7.1, or choose --stores image,efs,s3-mount,oci-volume',
      { cause: error },
    );
  }
}
