import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnDirectoryBucket } from 'aws-cdk-lib/aws-s3express';
import { Construct } from 'constructs';
import { UsageError } from '../core/errors';
import { rotatingKey } from '../core/rotating-key';

/** A directory bucket of S3 Express One Zone for the checkpoints of one service. */
export interface ICheckpointExpressBucket {
  /** The name of the bucket, which ends with its zone. */
  readonly bucketName: string;
  /** The region of the bucket. */
  readonly region: string;

  /** Actions: s3express:CreateSession; kms:GenerateDataKey and kms:Decrypt on the bucket's key. */
  grantWrite(grantee: IGrantable): void;

  /** Actions: s3express:CreateSession for sessions that read; kms:Decrypt on the bucket's key. */
  grantRead(grantee: IGrantable): void;
}

/** An existing directory bucket. */
export interface CheckpointExpressBucketAttributes {
  /** The name of the bucket, for example `customers--euw1-az1--x-s3`. */
  readonly bucketName: string;

  /**
   * The key that encrypts the bucket.
   *
   * @default - keys of S3, which need no permission
   */
  readonly encryptionKey?: IKey;
}

/** Properties of a directory bucket for checkpoints. */
export interface CheckpointExpressBucketProps {
  /** The id of the availability zone, for example `euw1-az1`, in which most of the nodes are: names of zones differ from account to account. */
  readonly availabilityZoneId: string;

  /**
   * The key that encrypts the objects.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * What happens to the bucket when its stack is deleted.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

const ZONE_ID = /^[a-z0-9]+(-[a-z0-9]+)*-az[0-9]+$/;
const NAME = /^[a-z0-9][a-z0-9-]*--[a-z0-9]+(-[a-z0-9]+)*-az[0-9]+--x-s3$/;

abstract class CheckpointExpressBucketBase extends Construct implements ICheckpointExpressBucket {
  public abstract readonly bucketName: string;
  protected abstract readonly key: IKey | undefined;

  public get region(): string {
    return Stack.of(this).region;
  }

  public grantWrite(grantee: IGrantable): void {
    this.grantSession(grantee, 'ReadWrite');
    this.key?.grant(grantee, 'kms:GenerateDataKey', 'kms:Decrypt').assertSuccess();
  }

  public grantRead(grantee: IGrantable): void {
    this.grantSession(grantee, 'ReadOnly');
    this.key?.grant(grantee, 'kms:Decrypt').assertSuccess();
  }

  /** S3 tries a session that writes first, and opens one that reads where it may not. */
  private grantSession(grantee: IGrantable, mode: 'ReadWrite' | 'ReadOnly'): void {
    const resource = { service: 's3express', resource: 'bucket', resourceName: this.bucketName };
    Grant.addToPrincipal({
      grantee,
      actions: ['s3express:CreateSession'],
      resourceArns: [Stack.of(this).formatArn(resource)],
      conditions: { StringEquals: { 's3express:SessionMode': mode } },
    }).assertSuccess();
  }
}

/**
 * A directory bucket of S3 Express One Zone for the checkpoints of one service.
 *
 * Creates the bucket, in one availability zone, and its key. A session is for a whole bucket, so services that must not
 * read each other's memory have a bucket each. Aborted uploads go after a day. AWS bills stored bytes at a higher price
 * than in S3, and requests and transferred bytes at a lower one.
 */
export class CheckpointExpressBucket extends CheckpointExpressBucketBase {
  public static fromAttributes(
    scope: Construct,
    id: string,
    { bucketName, encryptionKey }: CheckpointExpressBucketAttributes,
  ): ICheckpointExpressBucket {
    if (!NAME.test(bucketName)) {
      throw new UsageError(
        'invalid-prop',
        `\`bucketName\` must be the name of a directory bucket, which ends with its zone and --x-s3, got: ${JSON.stringify(bucketName)}; for other buckets there is CheckpointStore.bucket()`,
      );
    }
    class Import extends CheckpointExpressBucketBase {
      public readonly bucketName = bucketName;
      protected readonly key = encryptionKey;
    }
    return new Import(scope, id);
  }

  public readonly bucketName: string;
  protected readonly key: IKey | undefined;

  public constructor(scope: Construct, id: string, props: CheckpointExpressBucketProps) {
    super(scope, id);
    const { availabilityZoneId, removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = props;
    this.validateZone(availabilityZoneId);
    const key = props.encryptionKey ?? rotatingKey(this);
    const bucket = new CfnDirectoryBucket(this, 'Bucket', {
      dataRedundancy: 'SingleAvailabilityZone',
      locationName: availabilityZoneId,
      bucketEncryption: {
        serverSideEncryptionConfiguration: [
          {
            bucketKeyEnabled: true,
            serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.keyArn },
          },
        ],
      },
      lifecycleConfiguration: {
        rules: [{ status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } }],
      },
    });
    bucket.applyRemovalPolicy(removalPolicy);
    this.bucketName = bucket.ref;
    this.key = key;
  }

  private validateZone(id: string): void {
    if (ZONE_ID.test(id) || Token.isUnresolved(id)) return;
    throw new UsageError(
      'invalid-prop',
      `\`availabilityZoneId\` must be the id of a zone, not its name, for example 'euw1-az1', got: ${JSON.stringify(id)}; \`aws ec2 describe-availability-zones\` shows the ids`,
      this,
    );
  }
}
