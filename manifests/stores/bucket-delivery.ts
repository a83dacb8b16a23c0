import { FETCH_PROGRAM, STORE_FOLDER } from '../../contract';
import { STORE_VOLUME } from '../delivery';
import type { CheckpointDelivery } from '../delivery';

/** A stored checkpoint in a bucket. */
export interface BucketCheckpoint {
  /** The name of the bucket. */
  readonly bucket: string;
  /** The prefix of the object names, without a slash at its end. */
  readonly prefix: string;
  /** The region of the bucket. */
  readonly region: string;
}

/**
 * Returns a delivery in which an init container of `vN` fetches the stored checkpoint into a volume, with the pod's own
 * identity.
 */
export function bucketDelivery({ bucket, prefix, region }: BucketCheckpoint): CheckpointDelivery {
  return {
    image: 'service',
    store: 's3',
    volume: { name: STORE_VOLUME, emptyDir: {} },
    fetch: {
      command: [FETCH_PROGRAM, `s3://${bucket}/${prefix}`, STORE_FOLDER],
      env: [{ name: 'AWS_REGION', value: region }],
    },
    mapsUsers: true,
  };
}
