import { ListObjectsV2Command, paginateListObjectsV2, S3ServiceException } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { removePrefix } from '../stores/remove-prefix';
import { releaseNumber } from '../tag';
import type { RecordedPlace } from './copy-store';
import type { ListedCopy } from './listing';

const UNREACHED: ReadonlySet<string> = new Set(['NoSuchBucket', 'AccessDenied']);

/** The copies of a service in a bucket, as `BASE/vN/FILE`. */
export class BucketCopies implements RecordedPlace {
  public readonly place: string;

  public constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    /** What comes before `/vN`. */
    private readonly base: string,
  ) {
    this.place = `s3://${bucket}/${base}`;
  }

  public async list(): Promise<readonly ListedCopy[]> {
    const newest = new Map<number, Date>();
    const Prefix = `${this.base}/`;
    for await (const page of paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix })) {
      for (const { Key = '', LastModified = new Date() } of page.Contents ?? []) {
        const number = releaseNumber(Key.slice(Prefix.length).split('/')[0] ?? '');
        if (number === undefined) continue;
        const known = newest.get(number);
        if (known === undefined || known < LastModified) newest.set(number, LastModified);
      }
    }
    return [...newest].map(([number, at]) => ({ place: this.place, number, at }));
  }

  public async isReached(): Promise<boolean> {
    try {
      const page = { Bucket: this.bucket, Prefix: `${this.base}/`, MaxKeys: 1 };
      await this.client.send(new ListObjectsV2Command(page));
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && UNREACHED.has(error.name)) return false;
      throw error;
    }
  }

  public remove(number: number): Promise<void> {
    return removePrefix(this.client, this.bucket, `${this.base}/v${number}/`);
  }
}
