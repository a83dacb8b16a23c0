import { VARIABLES } from '../../../../contract';
import { FaultyBucket } from '../../journeys/faulty-bucket';
import type { BucketTrouble } from '../../journeys/faulty-bucket';
import { OBJECT_CREDENTIALS, ObjectServer } from '../../journeys/object-server';
import { CredentialAgent } from '../../journeys/store-pod';
import type { StorePod } from '../../journeys/store-pod';

const NAME = 'checkpoints';
const PREFIX = 'copies';

/** What an init container fetches, and what happens to it. */
export interface BucketFetch {
  readonly name: string;
  readonly folder: string;
  readonly seconds: number;
  /** @default {} */
  readonly env?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly trouble?: BucketTrouble;
  /** Another bucket, and where its server is. @default - that of the release */
  readonly other?: { readonly bucket: string; readonly endpoint: string };
}

/** A bucket with stored checkpoints, and the agent that gives pods the right to read it. */
export class Bucket {
  private constructor(
    public readonly server: ObjectServer,
    private readonly agent: CredentialAgent,
  ) {}

  public static async open(): Promise<Bucket> {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = OBJECT_CREDENTIALS;
    return new Bucket(await ObjectServer.start(NAME), await CredentialAgent.start({ id, secret }));
  }

  /** For `publish.s3` of a capture spec. */
  public get target() {
    return { bucket: NAME, prefix: PREFIX, endpoint: this.server.endpoint };
  }

  /** The init container of a pod: fetches a stored checkpoint of this name into a folder. */
  public async fetch(pod: StorePod, { env, folder, name, other, seconds, trouble }: BucketFetch): Promise<void> {
    const variables = { [VARIABLES.fetchSeconds]: String(seconds), ...env };
    const { bucket, endpoint: server } = other ?? { bucket: NAME, endpoint: this.server.endpoint };
    const faulty = trouble === undefined ? undefined : await FaultyBucket.before(server, trouble);
    try {
      const endpoint = faulty?.endpoint ?? server;
      await pod.fetch(`s3://${bucket}/${PREFIX}/${name}`, folder, endpoint, this.agent.uri, variables);
    } finally {
      faulty?.stop();
    }
  }

  public async close(): Promise<void> {
    this.agent.stop();
    await this.server.stop();
  }
}
