import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createHash, randomBytes } from 'node:crypto';
import { S3Target } from '../../../stage/stores/s3-target';
import { EMULATED, MotoServer } from '../../support/aws/moto-server';

const MINUTES = 60_000;
const Bucket = 'checkpoints';
const PREFIX = 'copies/customers/v1';
// More than two parts of the SDK's upload, the last one smaller.
const PAGES = randomBytes(11 * 1024 * 1024);

let moto: MotoServer;
let client: S3Client;
let key: string;

describe('the S3 target', () => {
  beforeAll(async () => {
    moto = (await MotoServer.start()).adopt();
    client = new S3Client({ forcePathStyle: true });
    key = await createKey();
    const LocationConstraint = EMULATED.region;
    await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key },
      BucketKeyEnabled: true,
    };
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }));
    const copy = new S3Target({ bucket: Bucket, prefix: 'copies', region: EMULATED.region }, PREFIX);
    await copy.putFile('opt/pages-1.img', chunks());
    await copy.putText('files.json', '{"schema":1}');
  }, 5 * MINUTES);

  afterAll(async () => {
    client.destroy();
    await moto.stop();
  });

  /** The KMS client is not a dependency of the package. */
  async function createKey(): Promise<string> {
    const scope = `AKIAEMULATED/20260101/${EMULATED.region}/kms/aws4_request`;
    const answer = await fetch(moto.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'TrentService.CreateKey',
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
      body: '{}',
    });
    return ((await answer.json()) as { KeyMetadata: { Arn: string } }).KeyMetadata.Arn;
  }

  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < PAGES.length; at += 100_000) yield await Promise.resolve(PAGES.subarray(at, at + 100_000));
  }

  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  async function read(name: string): Promise<Uint8Array> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: `${PREFIX}/${name}` }));
    return Body!.transformToByteArray();
  }

  test('writes a large file in parts, and every byte of it', async () => {
    const { ContentLength, ETag } = await client.send(
      new HeadObjectCommand({ Bucket, Key: `${PREFIX}/opt/pages-1.img` }),
    );
    expect(ContentLength).toBe(PAGES.length);
    expect(ETag).toMatch(/-3"$/);
    expect(sha256(await read('opt/pages-1.img'))).toBe(sha256(PAGES));
  });

  test('writes a document in one piece, with its type and a checksum', async () => {
    const head = await client.send(
      new HeadObjectCommand({ Bucket, Key: `${PREFIX}/files.json`, ChecksumMode: 'ENABLED' }),
    );
    expect(head.ContentType).toBe('application/json');
    expect(head.ChecksumCRC32).toBeDefined();
    expect(Buffer.from(await read('files.json')).toString('utf8')).toBe('{"schema":1}');
  });

  test.each(['opt/pages-1.img', 'files.json'])("%s is encrypted with the bucket's own key", async (name) => {
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: `${PREFIX}/${name}` }));
    expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key, BucketKeyEnabled: true });
  });

  test('removes the stored checkpoint, and no other one with the same name prefix', async () => {
    const place = { bucket: Bucket, prefix: 'copies', region: EMULATED.region };
    const neighbour = new S3Target(place, 'copies/customers/v10');
    await neighbour.putText('files.json', '{}');
    await new S3Target(place, PREFIX).remove();
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['copies/customers/v10/files.json']);
  });
});
