import { ALPHANUMERIC, BASE64, bitsPerCharacter, HEX, isDrawn, UPPER, WORD } from './shape';
import type { SecretShape } from './shape';

const AWS_IDS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html';
const BASE32 = `${UPPER}234567`;

/** Keys and tokens of clouds. */
export const CLOUD_SHAPES: readonly SecretShape[] = [
  {
    kind: 'aws-access-key',
    says: 'the id of an AWS access key, next to which its secret is',
    literals: ['AKIA', 'ASIA'],
    pattern: /A[KS]IA[A-Z2-7]{16}/y,
    isReal: isDrawn,
    example: (draw) => `AKIA${draw(BASE32, 16)}`,
    source: AWS_IDS,
  },
  {
    kind: 'aws-secret-key',
    says: 'an AWS secret access key',
    literals: ['aws_secret_access_key', 'AWS_SECRET_ACCESS_KEY', 'ecretAccessKey', 'aws.secretKey'],
    pattern:
      /(?:aws_secret_access_key|AWS_SECRET_ACCESS_KEY|ecretAccessKey|aws\.secretKey)[\\"'\s:=>]{1,8}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/y,
    isReal: (text) => bitsPerCharacter(text.slice(-40)) > 3.5 && isDrawn(text.slice(-40)),
    example: (draw) => `aws_secret_access_key = ${draw(BASE64, 40)}`,
    source: AWS_IDS,
  },
  {
    kind: 'aws-signed-url',
    says: 'a URL that is signed with an AWS key',
    literals: ['X-Amz-Credential='],
    pattern: /X-Amz-Credential=[^\s"'&]{20,2000}&[^\s"']{0,4000}X-Amz-Signature=[0-9a-f]{64}/y,
    isReal: isDrawn,
    example: (draw) =>
      `https://bucket.s3.amazonaws.com/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA${draw(BASE32, 16)}%2F20260102%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Expires=900&X-Amz-Signature=${draw(HEX, 64)}`,
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html',
  },
  {
    kind: 'eks-token',
    says: 'a token for the API server of an EKS cluster',
    literals: ['k8s-aws-v1.'],
    pattern: /k8s-aws-v1\.[A-Za-z0-9_-]{100,}/y,
    example: (draw) => `k8s-aws-v1.${draw(WORD, 400)}`,
    source: 'https://github.com/kubernetes-sigs/aws-iam-authenticator',
  },
  {
    kind: 'ecr-password',
    says: 'a password for Amazon ECR',
    // {"payload":"
    literals: ['eyJwYXlsb2FkIjoi'],
    pattern: /eyJwYXlsb2FkIjoi[A-Za-z0-9+/=]{200,}/y,
    example: (draw) => `eyJwYXlsb2FkIjoi${draw(BASE64, 1200)}`,
    source: 'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html',
  },
  {
    kind: 'codeartifact-token',
    says: 'a token for AWS CodeArtifact',
    // {"ver":1,"isu":
    literals: ['eyJ2ZXIiOjEsImlzdSI6'],
    pattern: /eyJ2ZXIiOjEsImlzdSI6[A-Za-z0-9_.-]{100,}/y,
    example: (draw) => `eyJ2ZXIiOjEsImlzdSI6${draw(WORD, 400)}`,
    source: 'https://docs.aws.amazon.com/codeartifact/latest/ug/tokens-authentication.html',
  },
  {
    kind: 'google-api-key',
    says: 'a Google API key',
    literals: ['AIza'],
    pattern: /AIza[\w-]{35}/y,
    isReal: isDrawn,
    example: (draw) => `AIza${draw(WORD, 35)}`,
    source: 'https://cloud.google.com/docs/authentication/api-keys',
  },
  {
    kind: 'google-client-secret',
    says: 'the secret of a Google OAuth client',
    literals: ['GOCSPX-'],
    pattern: /GOCSPX-[\w-]{28}/y,
    isReal: isDrawn,
    example: (draw) => `GOCSPX-${draw(WORD, 28)}`,
    source: 'https://developers.google.com/identity/protocols/oauth2',
  },
  {
    kind: 'google-access-token',
    says: 'a Google access token',
    literals: ['ya29.'],
    pattern: /ya29\.[\w-]{60,}/y,
    isReal: isDrawn,
    example: (draw) => `ya29.${draw(WORD, 160)}`,
    source: 'https://cloud.google.com/docs/authentication/token-types',
  },
  {
    kind: 'google-service-account',
    says: 'the key file of a Google service account',
    literals: ['private_key_id'],
    pattern: /private_key_id\\?"\s*:\s*\\?"[0-9a-f]{40}/y,
    isReal: isDrawn,
    example: (draw) => `{"type":"service_account","project_id":"p","private_key_id":"${draw(HEX, 40)}"}`,
    source: 'https://cloud.google.com/iam/docs/keys-create-delete',
  },
  {
    kind: 'azure-storage-key',
    says: 'the key of an Azure storage account',
    literals: ['AccountKey='],
    pattern: /AccountKey=[A-Za-z0-9+/]{86}==/y,
    // The one of the emulator is published.
    isReal: (text) => isDrawn(text) && !text.includes('Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq'),
    example: (draw) =>
      `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${draw(BASE64, 86)}==;EndpointSuffix=core.windows.net`,
    source: 'https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string',
  },
  {
    kind: 'azure-shared-access-key',
    says: 'a shared access key of Azure Service Bus, Event Hubs or IoT Hub',
    literals: ['SharedAccessKey='],
    pattern: /SharedAccessKey=[A-Za-z0-9+/]{43}=/y,
    isReal: isDrawn,
    example: (draw) =>
      `Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=${draw(BASE64, 43)}=`,
    source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas',
  },
  {
    kind: 'azure-signed-url',
    says: 'a shared access signature of Azure storage',
    literals: ['&sig=', '?sig='],
    pattern: /[?&]sig=[A-Za-z0-9%+/]{43,70}(?:%3D|=)/iy,
    isReal: isDrawn,
    example: (draw) =>
      `https://shop.blob.core.windows.net/c/b?sv=2024-11-04&sp=r&se=2026-01-02T00:00:00Z&sig=${draw(ALPHANUMERIC, 43)}%3D`,
    source: 'https://learn.microsoft.com/azure/storage/common/storage-sas-overview',
  },
  {
    kind: 'digitalocean-token',
    says: 'a DigitalOcean token',
    literals: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
    pattern: /do[opr]_v1_[0-9a-f]{64}/y,
    example: (draw) => `dop_v1_${draw(HEX, 64)}`,
    source: 'https://docs.digitalocean.com/reference/api/create-personal-access-token/',
  },
  {
    kind: 'alibaba-access-key',
    says: 'the id of an Alibaba Cloud access key',
    literals: ['LTAI'],
    pattern: /LTAI[A-Za-z0-9]{20}(?![A-Za-z0-9])/y,
    isReal: isDrawn,
    example: (draw) => `LTAI${draw(ALPHANUMERIC, 20)}`,
    source: 'https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair',
  },
];
