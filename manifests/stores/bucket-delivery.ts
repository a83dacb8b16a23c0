import type { EnvVar } from 'kubernetes-types/core/v1';
import { fetchCommand, STORE_FOLDER } from '../../contract';
import type { PackReference } from '../../contract';
import type { CheckpointDelivery } from '../delivery';
import { unpackVolume } from './unpack-volume';
import type { UnpackOptions } from './unpack-volume';

/** A stored checkpoint in a bucket. */
export interface BucketCheckpoint extends UnpackOptions {
  /**
   * The kind of bucket, as the release record names it.
   *
   * @default 's3'
   */
  readonly type?: 's3' | 's3-express';
  /** The name of the bucket. */
  readonly bucket: string;
  /** The prefix of the object names, without a slash at its end. */
  readonly prefix: string;
  /** The region of the bucket. */
  readonly region: string;
  /** The pack, as the release record describes it. */
  readonly packed: PackReference;
  /**
   * Further variables of the program that fetches, for example the address of a server that is not AWS's.
   *
   * @default []
   */
  readonly env?: readonly EnvVar[];
}

/**
 * Returns a delivery in which an init container of `vN` fetches the stored checkpoint, checks it and unpacks it into a
 * volume, with the pod's own identity.
 */
export function bucketDelivery({
  bucket,
  env = [],
  packed,
  prefix,
  region,
  type = 's3',
  ...unpack
}: BucketCheckpoint): CheckpointDelivery {
  return {
    image: 'service',
    store: type,
    volume: unpackVolume(unpack),
    fetch: {
      command: fetchCommand(`s3://${bucket}/${prefix}`, STORE_FOLDER, packed),
      env: [{ name: 'AWS_REGION', value: region }, ...env],
    },
    mapsUsers: true,
  };
}
