import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketStore } from './bucket-store';
import type { BucketStoreOptions } from './bucket-store';
import type { ICheckpointFileSystem } from './checkpoint-file-system';
import type { ICheckpointStore } from './checkpoint-store';
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

  private constructor() {}
}
