import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bucketDelivery } from '../../manifests';
import type { CheckpointDelivery, UnpackOptions } from '../../manifests';
import type { ICheckpointExpressBucket } from './checkpoint-express-bucket';
import type {
  ICheckpointStore,
  StoreCleaner,
  StorePublishConfig,
  StoreReader,
  StoreRetentionConfig,
  StoreWriter,
} from './checkpoint-store';
import { objectPrefix } from './object-prefix';
import { requirePacked, requireStored } from './stored-checkpoint';

/** Where a directory bucket keeps the checkpoints. */
export interface ExpressBucketStoreOptions extends UnpackOptions {
  /**
   * The prefix of all object names, without a slash at its end.
   *
   * @default 'checkpoints'
   */
  readonly prefix?: string;
}

/** Stores checkpoints in S3 Express One Zone. */
export class ExpressBucketStore implements ICheckpointStore {
  public readonly type = 'expressBucket';
  private readonly prefix: string;
  private readonly inMemory: boolean;

  public constructor(
    private readonly bucket: ICheckpointExpressBucket,
    options: ExpressBucketStoreOptions,
  ) {
    this.prefix = objectPrefix(options.prefix);
    this.inMemory = options.inMemory ?? false;
  }

  /** Actions: those of `grantWrite`. */
  public bindPipeline(_scope: Construct, { grantee }: StoreWriter): StorePublishConfig {
    const { bucketName: bucket, region } = this.bucket;
    this.bucket.grantWrite(grantee);
    return { publish: { s3Express: { bucket, prefix: this.prefix, region } } };
  }

  /** Actions: those of `grantWrite`: a session that removes also writes. */
  public bindRetention(_scope: Construct, { grantee }: StoreCleaner): StoreRetentionConfig {
    this.bucket.grantWrite(grantee);
    return {};
  }

  /** Actions: those of `grantRead`. */
  public bindWorkload(scope: Construct, { grantee, release }: StoreReader): CheckpointDelivery {
    const stored = requireStored(scope, release, 's3-express', this.type, ({ bucket }) => this.isBucket(bucket));
    this.bucket.grantRead(grantee);
    const { prefix } = release._located(stored);
    return bucketDelivery({
      ...{ type: stored.type, bucket: stored.bucket, prefix, region: this.bucket.region },
      ...{ packed: requirePacked(scope, release), inMemory: this.inMemory },
    });
  }

  /** Names known only at deployment cannot be compared. */
  private isBucket(name: string): boolean {
    return Token.isUnresolved(this.bucket.bucketName) || this.bucket.bucketName === name;
  }
}
