import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { BatchGetImageCommand, CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { atOnce } from '../../../kit/at-once';
import { EcrRegistry } from '../../../releases/registry/ecr-registry';
import { BucketCopies } from '../../../releases/retention/bucket-copies';
import { stackUses } from '../../../releases/retention/stack-uses';
import { EMULATED, MotoServer } from '../../support/aws/moto-server';
import { failureOf } from '../../support/unit-failure';
import { digestOf } from '../../support/unit-release-record';

const MINUTES = 60_000;
const Bucket = 'checkpoints';
const TAGS = 5_000;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const URI = `${EMULATED.account}.dkr.ecr.${EMULATED.region}.amazonaws.com/customers`;

let moto: MotoServer;

describe('what retention lists and removes at AWS', () => {
  beforeAll(async () => {
    moto = (await MotoServer.start()).adopt();
  }, 5 * MINUTES);

  afterAll(() => moto.stop());

  test(
    'all images of a repository with 5000 tags, with tags and times',
    async () => {
      const client = new ECRClient();
      await client.send(new CreateRepositoryCommand({ repositoryName: 'customers' }));
      const numbers = Array.from({ length: TAGS / 2 }, (_, index) => index + 1);
      await atOnce(8, numbers, async (number) => {
        const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, layers: [], number });
        for (const imageTag of [`v${number}`, `candidate-20260101000000-${number.toString(16).padStart(8, '0')}`])
          await client.send(new PutImageCommand({ repositoryName: 'customers', imageManifest, imageTag }));
      });
      const images = await EcrRegistry.of(URI)!.repository(URI).images();
      expect(images).toHaveLength(TAGS / 2);
      expect(images.flatMap(({ tags }) => tags)).toHaveLength(TAGS);
      expect(images.every(({ at }) => at instanceof Date)).toBe(true);
    },
    5 * MINUTES,
  );

  test('a listed image is deleted by its digest with all its tags', async () => {
    const repository = EcrRegistry.of(URI)!.repository(URI);
    const [image] = await repository.images();
    expect(await repository.deleteDigest(image!.digest)).toBe(true);
    const imageIds = image!.tags.map((imageTag) => ({ imageTag }));
    const { images } = await new ECRClient().send(new BatchGetImageCommand({ repositoryName: 'customers', imageIds }));
    expect(images).toEqual([]);
    // Asked about an image that there never was, ECR says that it deletes.
    expect(await repository.deleteDigest(digestOf('0'))).toBe(true);
  });

  test(
    'copies of a bucket with more objects than one page, and none of a number that begins with the same digits',
    async () => {
      const client = new S3Client({ forcePathStyle: true });
      const LocationConstraint = EMULATED.region;
      await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
      const keys = Array.from({ length: 1_100 }, (_, index) => `base/customers/v1/file-${index}`);
      await atOnce(8, [...keys, 'base/customers/v10/files.json', 'base/orders/v1/files.json'], async (Key) => {
        await client.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
      });
      const copies = new BucketCopies(client, Bucket, 'base/customers');
      expect((await copies.list()).map(({ number }) => number)).toEqual([1, 10]);
      await copies.remove(1);
      const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
      expect(Contents?.map(({ Key }) => Key)).toEqual(['base/customers/v10/files.json', 'base/orders/v1/files.json']);
    },
    2 * MINUTES,
  );

  test('digests and releases that stacks name in parameters, outputs and templates', async () => {
    const client = new CloudFormationClient();
    const template = (resources: object, more: object = {}) =>
      JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources: resources, ...more });
    const topic = (name: string) => ({ Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: name } } });
    const stacks = {
      inTemplate: { TemplateBody: template(topic(`x@${digestOf('a')}`)) },
      inParameter: {
        TemplateBody: template(topic('x'), { Parameters: { Image: { Type: 'String' }, Previous: { Type: 'String' } } }),
        Parameters: [
          { ParameterKey: 'Image', ParameterValue: digestOf('b') },
          { ParameterKey: 'Previous', ParameterValue: 'v6' },
        ],
      },
      inOutput: { TemplateBody: template(topic('x'), { Outputs: { Image: { Value: digestOf('c') } } }) },
    };
    for (const [StackName, stack] of Object.entries(stacks))
      await client.send(new CreateStackCommand({ StackName, ...stack }));
    expect(await stackUses(client)()).toEqual(
      expect.arrayContaining([
        { by: 'stack inTemplate', what: { digest: digestOf('a') } },
        { by: 'stack inParameter', what: { digest: digestOf('b') } },
        { by: 'stack inParameter', what: { number: 6 } },
        { by: 'stack inOutput', what: { digest: digestOf('c') } },
      ]),
    );
  });

  test('an answer that does not come says so, and that nothing was removed', async () => {
    const client = new CloudFormationClient({ endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
    const { code, message, remedy } = await failureOf(stackUses(client)());
    expect(code).toBe('prune-failed');
    expect(message).toMatch(/^the stacks could not be read, so nothing was removed: /);
    expect(remedy).toBe(
      'check the AWS credentials, and that their role allows cloudformation:DescribeStacks and cloudformation:GetTemplate',
    );
  });
});
