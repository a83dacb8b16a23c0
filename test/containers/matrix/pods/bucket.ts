import { OBJECT_CREDENTIALS, ObjectServer } from '../../journeys/object-server';
import { CredentialAgent } from '../../journeys/store-pod';
import type { StorePod } from '../../journeys/store-pod';

const NAME = 'checkpoints';
const PREFIX = 'copies';

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
  public async fetch(pod: StorePod, name: string, folder: string, seconds: number): Promise<void> {
    const env = { EKS_CRAC_FETCH_SECONDS: String(seconds) };
    await pod.fetch(`s3://${NAME}/${PREFIX}/${name}`, folder, this.server.endpoint, this.agent.uri, env);
  }

  public async close(): Promise<void> {
    this.agent.stop();
    await this.server.stop();
  }
}
