import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';

export interface ArtifactBucketProps {
  readonly encryptionKey: IKey;

  /**
   * The bucket that receives the access logs.
   *
   * @default - a new bucket, whose logs expire after 90 days
   */
  readonly accessLogsBucket?: IBucket;
}

const SECURE = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  // A create that fails would strand it, and each further try another one.
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} as const;

/** The bucket for source and release record between the stages of a pipeline; artifacts expire after 30 days. */
export class ArtifactBucket extends Construct {
  public readonly bucket: IBucket;

  public constructor(scope: Construct, id: string, props: ArtifactBucketProps) {
    super(scope, id);
    // Access for log delivery is granted by bucket policy, not by ACL, which a bucket-owner-enforced bucket does not
    // have.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    this.bucket = new Bucket(this, 'Bucket', {
      ...SECURE,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: props.accessLogsBucket ?? this.createLogsBucket(),
      serverAccessLogsPrefix: 'artifacts/',
      lifecycleRules: [{ expiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
  }

  private createLogsBucket(): IBucket {
    return new Bucket(this, 'AccessLogs', {
      ...SECURE,
      // Log delivery cannot use a customer managed key.
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(90) }],
    });
  }
}
