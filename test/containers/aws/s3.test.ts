import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { PACK_FILE } from '../../../contract';
import { S3Target } from '../../../stage/stores/s3-target';
import { packFile } from '../../support/unit-pack';
import { EMULATED, MotoServer } from '../../support/aws/moto-server';

const MINUTES = 60_000;
const Bucket = 'checkpoints';
const PREFIX = 'copies/customers/v1';
// More than two parts of an upload, the last one smaller.
const PACK = randomBytes(19 * 1024 * 1024);
const KEY = `${PREFIX}/${PACK_FILE}`;

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
    await copy.put(packFile(PACK));
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

  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  test('writes the pack in parts, every byte of it, and reads it back', async () => {
    const { ContentLength, ETag } = await client.send(new HeadObjectCommand({ Bucket, Key: KEY }));
    expect(ContentLength).toBe(PACK.length);
    expect(ETag).toMatch(/-3"$/);
    const copy = new S3Target({ bucket: Bucket, prefix: 'copies', region: EMULATED.region }, PREFIX);
    expect(sha256(await buffer(await copy.read()))).toBe(sha256(PACK));
  });

  test("is encrypted with the bucket's own key", async () => {
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: KEY }));
    expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key, BucketKeyEnabled: true });
  });

  test('removes the stored checkpoint, and no other one with the same name prefix', async () => {
    const place = { bucket: Bucket, prefix: 'copies', region: EMULATED.region };
    const neighbour = new S3Target(place, 'copies/customers/v10');
    await neighbour.put(packFile('packed'));
    await new S3Target(place, PREFIX).remove();
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['copies/customers/v10/checkpoint.pack']);
  });
});
