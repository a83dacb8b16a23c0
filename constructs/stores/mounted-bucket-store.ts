import type { Construct } from 'constructs';
import { mountedBucketDelivery } from '../../manifests';
import type { CheckpointDelivery } from '../../manifests';
import { UsageError } from '../core/errors';
import { BucketStore } from './bucket-store';
import type { StoreReader } from './checkpoint-store';

/** Stores checkpoints in S3, which pods mount. */
export class MountedBucketStore extends BucketStore {
  public override readonly type = 'mountedBucket';

  /** Actions: those of a bucket; the driver mounts with the identity of the pods. */
  public override bindWorkload(scope: Construct, reader: StoreReader): CheckpointDelivery {
    const { bucketDriver, name, namespace, release } = reader;
    if (bucketDriver === false) {
      throw new UsageError(
        'conflicting-props',
        'CheckpointStore.mountedBucket() needs the Mountpoint for S3 CSI driver, and the cluster has no `addOns: { bucketDriver: true }`; add it, or choose CheckpointStore.bucket()',
        scope,
      );
    }
    return mountedBucketDelivery({
      ...this.bindObjects(scope, reader),
      ...{ servicePrefix: `${this.prefix}/${release.service}`, folder: release.name, name, namespace },
    });
  }
}
