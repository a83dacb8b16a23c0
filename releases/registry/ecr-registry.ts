import {
  BatchDeleteImageCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  paginateDescribeImages,
} from '@aws-sdk/client-ecr';
import { RegistryRepository } from './registry';
import { Failure } from '../../kit/report/failure';
import type { StoredImage } from './stored-images';

const ECR_HOST = /^([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/;
// A token is valid for twelve hours; it is renewed while the old one still works.
const RENEW_BEFORE_MS = 10 * 60_000;

/** The ECR registry of one AWS account and region. */
export class EcrRegistry {
  private login: { readonly authorization: string; readonly expiresAt: number } | undefined;

  private constructor(
    public readonly host: string,
    private readonly account: string,
    private readonly client: ECRClient,
  ) {}

  /** Returns the registry for a repository's host; undefined if it is not an ECR host. */
  public static of(
    repository: string,
    client: (region: string) => ECRClient = (region) => new ECRClient({ region }),
  ): EcrRegistry | undefined {
    const [host = ''] = repository.split('/');
    const [, account, region] = ECR_HOST.exec(host) ?? [];
    if (account === undefined || region === undefined) return undefined;
    return new EcrRegistry(host, account, client(region));
  }

  /** Returns a repository that uses the registry's login. */
  public repository(name: string): RegistryRepository {
    return new RegistryRepository(name, {
      headers: async () => ({ authorization: `Basic ${await this.authorization()}` }),
      deleteDigest: (digest) => this.deleteDigest(name, digest),
      images: () => this.images(name),
    });
  }

  /** Returns the password for a container runtime's login; the user is `AWS`. */
  public async password(): Promise<string> {
    return Buffer.from(await this.authorization(), 'base64')
      .toString('utf8')
      .replace(/^AWS:/, '');
  }

  private async authorization(): Promise<string> {
    if (this.login === undefined || this.login.expiresAt - RENEW_BEFORE_MS < Date.now()) {
      this.login = await this.askForLogin();
    }
    return this.login.authorization;
  }

  private async askForLogin(): Promise<{ authorization: string; expiresAt: number }> {
    const { authorizationData } = await this.asked('gave no login for', 'ecr:GetAuthorizationToken', () =>
      this.client.send(new GetAuthorizationTokenCommand({})),
    );
    const [data] = authorizationData ?? [];
    if (data?.authorizationToken !== undefined) {
      return { authorization: data.authorizationToken, expiresAt: data.expiresAt?.getTime() ?? 0 };
    }
    throw new TypeError(`ECR returned no login for ${this.host}`);
  }

  /** A thousand images a request, while the registry protocol would take one for each tag. */
  private async images(repository: string): Promise<readonly StoredImage[]> {
    const repositoryName = repository.slice(this.host.length + 1);
    const request = { registryId: this.account, repositoryName };
    return this.asked(`did not list the images of ${repositoryName} in`, 'ecr:DescribeImages', async () => {
      const images: StoredImage[] = [];
      for await (const page of paginateDescribeImages({ client: this.client, pageSize: 1000 }, request)) {
        for (const { imageDigest: digest = '', imagePushedAt: at, imageTags: tags = [] } of page.imageDetails ?? [])
          images.push({ digest, tags, ...(at === undefined ? {} : { at }) });
      }
      return images;
    });
  }

  /** Deletes through ECR's own API: its registry protocol does not support deletes. */
  private async deleteDigest(repository: string, imageDigest: string): Promise<boolean> {
    const repositoryName = repository.slice(this.host.length + 1);
    const command = new BatchDeleteImageCommand({
      registryId: this.account,
      repositoryName,
      imageIds: [{ imageDigest }],
    });
    const { failures } = await this.asked(`deleted nothing of ${repositoryName} in`, 'ecr:BatchDeleteImage', () =>
      this.client.send(command),
    );
    const [failure] = (failures ?? []).filter(({ failureCode }) => failureCode !== 'ImageNotFound');
    if (failure === undefined) return true;
    throw new Failure(
      'publish-failed',
      `ECR did not delete ${repository}@${imageDigest}: ${failure.failureReason ?? failure.failureCode ?? 'no reason given'}`,
      'delete the image by hand, or run the stage again',
    );
  }

  /** Calls ECR's own API; a failure names the refused action. */
  private async asked<T>(outcome: string, action: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const reason = error instanceof Error ? error.message || error.name : String(error);
      throw new Failure(
        'publish-failed',
        `ECR ${outcome} ${this.host}: ${reason}`,
        `check the AWS credentials, and that their role allows ${action}`,
        { cause: error },
      );
    }
  }
}
