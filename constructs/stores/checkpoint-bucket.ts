import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { UsageError } from '../core/errors';
import { rotatingKey } from '../core/rotating-key';

/** Properties of a bucket for checkpoints. */
export interface CheckpointBucketProps {
  /**
   * The key that encrypts the objects.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * The bucket that receives the access logs.
   *
   * @default - a new bucket, whose logs expire after 90 days
   */
  readonly accessLogsBucket?: IBucket;

  /**
   * How long a deleted or overwritten object can be recovered: whole days, at least 1.
   *
   * @default Duration.days(7)
   */
  readonly noncurrentVersionExpiration?: Duration;

  /**
   * What happens to the bucket when its stack is deleted.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

const SECURE = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
} as const;

/**
 * A bucket for checkpoints.
 *
 * Creates the bucket, its key and a bucket for its access logs. The bucket is versioned, TLS only, and blocks public
 * access. The stage, which knows the releases, deletes what a run leaves behind; the lifecycle rules remove only
 * aborted uploads and deleted versions, never a stored checkpoint. Objects contain memory of your services: treat them
 * as secret.
 */
export class CheckpointBucket extends Construct {
  /** The bucket, for `CheckpointStore.bucket()`. */
  public readonly bucket: IBucket;

  public constructor(scope: Construct, id: string, props: CheckpointBucketProps = {}) {
    super(scope, id);
    // Access for log delivery is granted by bucket policy, not by ACL, which a bucket-owner-enforced bucket does not
    // have.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    const noncurrentVersionExpiration = props.noncurrentVersionExpiration ?? Duration.days(7);
    this.validateExpiration(noncurrentVersionExpiration);
    this.bucket = new Bucket(this, 'Bucket', {
      ...SECURE,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.encryptionKey ?? rotatingKey(this),
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: props.accessLogsBucket ?? this.createLogsBucket(),
      serverAccessLogsPrefix: 'checkpoints/',
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          noncurrentVersionExpiration,
          expiredObjectDeleteMarker: true,
        },
      ],
    });
  }

  private createLogsBucket(): IBucket {
    return new Bucket(this, 'AccessLogs', {
      ...SECURE,
      // Log delivery cannot use a customer managed key.
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(90) }],
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  private validateExpiration(expiration: Duration): void {
    if (expiration.isUnresolved()) return;
    const days = expiration.toDays({ integral: false });
    if (Number.isInteger(days) && days >= 1) return;
    throw new UsageError(
      'invalid-prop',
      `\`noncurrentVersionExpiration\` must be whole days, at least 1, got: ${expiration.toHumanString()}; write for example Duration.days(7)`,
      this,
    );
  }
}
