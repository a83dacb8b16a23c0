import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Readable } from 'node:stream';
import type { CaptureSpec } from '../../contract';
import { removePrefix } from '../../releases/stores/remove-prefix';
import type { StoredCheckpoint, StoreTarget } from './stored-checkpoint';

type S3Place = NonNullable<CaptureSpec['publish']['s3']>;

/** A server that does not answer must not hold a build until it is killed; milliseconds. */
const TIMEOUTS = { connectionTimeout: 10_000, socketTimeout: 60_000 };

/** Plain files as objects below a prefix. */
export class S3Target implements StoreTarget {
  public readonly description: StoredCheckpoint;
  private readonly client: S3Client;

  public constructor(
    private readonly place: S3Place,
    private readonly prefix: string,
  ) {
    this.description = { type: 's3', bucket: place.bucket, prefix };
    this.client = new S3Client({
      requestHandler: TIMEOUTS,
      ...(place.region === undefined ? {} : { region: place.region }),
      // Servers other than AWS rarely have a host name per bucket.
      ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint, forcePathStyle: true }),
    });
  }

  public async putFile(path: string, content: AsyncIterable<unknown>): Promise<void> {
    const body = Readable.from(content);
    await new Upload({
      client: this.client,
      params: { Bucket: this.place.bucket, Key: this.key(path), Body: body },
    }).done();
  }

  public async putText(path: string, content: string): Promise<void> {
    const Key = this.key(path);
    await this.client.send(
      new PutObjectCommand({ Bucket: this.place.bucket, Key, Body: content, ContentType: 'application/json' }),
    );
  }

  public async readFile(path: string): Promise<Readable> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.place.bucket, Key: this.key(path) }));
    if (!(Body instanceof Readable)) throw new TypeError(`object ${this.key(path)} has no body`);
    return Body;
  }

  public remove(): Promise<void> {
    return removePrefix(this.client, this.place.bucket, `${this.prefix}/`);
  }

  private key(path: string): string {
    return `${this.prefix}/${path}`;
  }
}
