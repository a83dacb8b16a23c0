import { FETCH_PROGRAM, STORE_FOLDER } from '../../contract';
import { STORE_VOLUME } from '../delivery';
import type { CheckpointDelivery } from '../delivery';

/** A stored checkpoint in a bucket. */
export interface BucketCopy {
  /** The name of the bucket. */
  readonly bucket: string;
  /** What the names of the copy's objects start with, without a slash at its end. */
  readonly prefix: string;
  /** The region of the bucket. */
  readonly region: string;
}

/** An init container of `vN` fetches the copy into a volume of the pod, with the pod's own identity. */
export function bucketDelivery({ bucket, prefix, region }: BucketCopy): CheckpointDelivery {
  return {
    image: 'service',
    volume: { name: STORE_VOLUME, emptyDir: {} },
    fetch: {
      command: [FETCH_PROGRAM, `s3://${bucket}/${prefix}`, STORE_FOLDER],
      env: [{ name: 'AWS_REGION', value: region }],
    },
    mapsUsers: true,
  };
}
