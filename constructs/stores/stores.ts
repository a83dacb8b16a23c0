import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketStore } from './bucket-store';
import type { BucketStoreOptions } from './bucket-store';
import type { ICheckpointFileSystem } from './checkpoint-file-system';
import type { ICheckpointStore } from './checkpoint-store';
import type { ICheckpointExpressBucket } from './checkpoint-express-bucket';
import { ExpressBucketStore } from './express-bucket-store';
import type { ExpressBucketStoreOptions } from './express-bucket-store';
import { MountedBucketStore } from './mounted-bucket-store';
import { VolumeStore } from './volume-store';
import { NodeLocalStore } from './node-local-store';
import { FileSystemStore } from './file-system-store';
import type { FileSystemStoreOptions } from './file-system-store';
import { ImageStore } from './image-store';

/** The stores that keep checkpoints for pods. */
export class CheckpointStore {
  /** In the image: `vN-checkpoint` is `vN` plus one layer. Nothing has to be fetched or mounted. */
  public static image(): ICheckpointStore {
    return new ImageStore();
  }

  /** On EFS, unpacked by an init container into an emptyDir of pods of `vN`. */
  public static fileSystem(fileSystem: ICheckpointFileSystem, options: FileSystemStoreOptions = {}): ICheckpointStore {
    return new FileSystemStore(fileSystem, options);
  }

  /** In S3, fetched by an init container into an emptyDir of pods of `vN`. */
  public static bucket(bucket: IBucket, options: BucketStoreOptions = {}): ICheckpointStore {
    return new BucketStore(bucket, options);
  }

  /**
   * In S3, unpacked by a DaemonSet once on every node that can restore the release, for all of its pods there. A pod on a
   * node that has not unpacked it fetches from the bucket.
   */
  public static nodeLocal(bucket: IBucket, options: BucketStoreOptions = {}): ICheckpointStore {
    return new NodeLocalStore(bucket, options);
  }

  /**
   * In a directory bucket of S3 Express One Zone, fetched by an init container into an emptyDir of pods of `vN`. It is in
   * one availability zone.
   */
  public static expressBucket(
    bucket: ICheckpointExpressBucket,
    options: ExpressBucketStoreOptions = {},
  ): ICheckpointStore {
    return new ExpressBucketStore(bucket, options);
  }

  /**
   * In S3, mounted by the Mountpoint for S3 CSI driver with the identity of the pods, and unpacked by an init container
   * into an emptyDir of pods of `vN`. The cluster needs `addOns: { bucketDriver: true }`.
   */
  public static mountedBucket(bucket: IBucket, options: BucketStoreOptions = {}): ICheckpointStore {
    return new MountedBucketStore(bucket, options);
  }

  /**
   * In an image of the checkpoint alone, which the node pulls and pods of `vN` mount as a volume. It needs Kubernetes 1.36
   * and containerd 2.1.
   */
  public static ociVolume(): ICheckpointStore {
    return new VolumeStore();
  }

  private constructor() {}
}
