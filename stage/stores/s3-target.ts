import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { PACK_FILE } from '../../contract';
import type { CaptureSpec } from '../../contract';
import { removePrefix } from '../../releases/stores/remove-prefix';
import type { StoredCheckpoint, StoreTarget } from './stored-checkpoint';

type S3Place = NonNullable<CaptureSpec['publish']['s3']>;

/** How a run reaches buckets. */
export interface BucketAccess {
  /** @default - as the AWS SDK finds them */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /**
   * Whether all stores end with this process, so that no other run has to clean them up.
   * @default false
   */
  readonly passing?: boolean;
}

/** A server that does not answer must not hold a build until it is killed; milliseconds. */
const TIMEOUTS = { connectionTimeout: 10_000, socketTimeout: 60_000 };

const PARALLEL_PARTS = 4;
const PART_BYTES = 8 * 1024 * 1024;
/** S3 takes 10 000 parts of one object. */
const MOST_PARTS = 9000;
/** Of each request: a build that has captured for minutes does not end with one lost connection. */
const ATTEMPTS = 8;

/** The pack as an object below a prefix; the SDK knows a directory bucket by its name, and opens sessions for it. */
export class S3Target implements StoreTarget {
  public readonly description: StoredCheckpoint;
  private readonly client: S3Client;

  public constructor(
    private readonly place: S3Place,
    private readonly prefix: string,
    type: 's3' | 's3-express' = 's3',
    { credentials }: BucketAccess = {},
  ) {
    this.description = { type, bucket: place.bucket, prefix };
    this.client = new S3Client({
      requestHandler: TIMEOUTS,
      maxAttempts: ATTEMPTS,
      ...(place.region === undefined ? {} : { region: place.region }),
      ...(credentials === undefined ? {} : { credentials }),
      // Servers other than AWS rarely have a host name per bucket.
      ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint, forcePathStyle: true }),
    });
  }

  /** A part that fails is sent again; parts are all that is in memory. */
  public async put(pack: string): Promise<void> {
    const { size } = await stat(pack);
    await new Upload({
      client: this.client,
      params: { Bucket: this.place.bucket, Key: this.key, Body: createReadStream(pack, { highWaterMark: 1 << 20 }) },
      queueSize: PARALLEL_PARTS,
      partSize: Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS)),
    }).done();
  }

  public async read(): Promise<Readable> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.place.bucket, Key: this.key }));
    if (!(Body instanceof Readable)) throw new TypeError(`object ${this.key} has no body`);
    return Body;
  }

  public remove(): Promise<void> {
    return removePrefix(this.client, this.place.bucket, `${this.prefix}/`);
  }

  private get key(): string {
    return `${this.prefix}/${PACK_FILE}`;
  }
}
