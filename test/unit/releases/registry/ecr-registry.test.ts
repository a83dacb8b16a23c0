import { BatchDeleteImageCommand, ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { EcrRegistry } from '../../../../releases/registry/ecr-registry';
import { failureOf } from '../../../support/unit-failure';

const NAME = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/acme/customers';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const token = (password: string) => Buffer.from(`AWS:${password}`).toString('base64');

const ecr = mockClient(ECRClient);
const registry = () => EcrRegistry.of(NAME)!;

describe('the ECR registry', () => {
  beforeEach(() => ecr.reset());

  const answerToken = (expiresAt: Date) =>
    ecr
      .on(GetAuthorizationTokenCommand)
      .resolves({ authorizationData: [{ authorizationToken: token('secret'), expiresAt }] });

  test.each(['localhost:5055/customers', 'ghcr.io/acme/customers', 'dkr.ecr.eu-west-1.amazonaws.com/x'])(
    'is not used for %s',
    (name) => {
      expect(EcrRegistry.of(name)).toBeUndefined();
    },
  );

  test('has the region of its host, in China too', () => {
    const regions: string[] = [];
    const client = (region: string) => {
      regions.push(region);
      return new ECRClient({ region });
    };
    EcrRegistry.of(NAME, client);
    EcrRegistry.of('111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/x', client);
    expect(regions).toEqual(['eu-west-1', 'cn-north-1']);
  });

  test('returns the password only', async () => {
    answerToken(new Date(Date.now() + 3_600_000));
    expect(await registry().password()).toBe('secret');
  });

  test('requests a login once while it is valid, and again shortly before it expires', async () => {
    const one = registry();
    answerToken(new Date(Date.now() + 3_600_000));
    await one.password();
    await one.password();
    expect(ecr.commandCalls(GetAuthorizationTokenCommand)).toHaveLength(1);
    const other = registry();
    answerToken(new Date(Date.now() + 60_000));
    await other.password();
    await other.password();
    expect(ecr.commandCalls(GetAuthorizationTokenCommand)).toHaveLength(3);
  });

  test('deletes a digest through the API of ECR', async () => {
    ecr.on(BatchDeleteImageCommand).resolves({});
    expect(await registry().repository(NAME).deleteDigest(DIGEST)).toBe(true);
    expect(ecr.commandCalls(BatchDeleteImageCommand)[0]?.args[0].input).toEqual({
      registryId: '111122223333',
      repositoryName: 'acme/customers',
      imageIds: [{ imageDigest: DIGEST }],
    });
  });

  test('ignores a digest that no longer exists', async () => {
    ecr.on(BatchDeleteImageCommand).resolves({ failures: [{ failureCode: 'ImageNotFound' }] });
    expect(await registry().repository(NAME).deleteDigest(DIGEST)).toBe(true);
  });

  test('reports why a digest was not deleted', async () => {
    ecr.on(BatchDeleteImageCommand).resolves({
      failures: [{ failureCode: 'ImageReferencedByManifestList', failureReason: 'a list refers to it' }],
    });
    expect(await failureOf(registry().repository(NAME).deleteDigest(DIGEST))).toEqual({
      code: 'publish-failed',
      message: `ECR did not delete ${NAME}@${DIGEST}: a list refers to it`,
      remedy: 'delete the image by hand, or run the stage again',
    });
  });

  test('reports that there is no login', async () => {
    ecr.on(GetAuthorizationTokenCommand).rejects(new Error('not authorized'));
    expect(await failureOf(registry().password())).toEqual({
      code: 'publish-failed',
      message: 'ECR gave no login for 111122223333.dkr.ecr.eu-west-1.amazonaws.com: not authorized',
      remedy: 'check the AWS credentials, and that their role allows ecr:GetAuthorizationToken',
    });
  });

  test('reports that deleting is not allowed', async () => {
    answerToken(new Date(Date.now() + 3_600_000));
    ecr.on(BatchDeleteImageCommand).rejects(new Error('not authorized'));
    expect(await failureOf(registry().repository(NAME).deleteDigest(DIGEST))).toEqual({
      code: 'publish-failed',
      message: 'ECR deleted nothing of acme/customers in 111122223333.dkr.ecr.eu-west-1.amazonaws.com: not authorized',
      remedy: 'check the AWS credentials, and that their role allows ecr:BatchDeleteImage',
    });
  });
});
