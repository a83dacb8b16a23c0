import { Token } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { bucketDelivery } from '../../manifests';
import type { BucketCheckpoint, CheckpointDelivery, UnpackOptions } from '../../manifests';
import { acceptFindings } from '../core/accepted-finding';
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

/** Where a bucket keeps the checkpoints, and the key needed to read them. */
export interface BucketStoreOptions extends UnpackOptions {
  /**
   * The prefix of all object names, without a slash at its end.
   *
   * @default 'checkpoints'
   */
  readonly prefix?: string;

  /**
   * The key that encrypts the bucket, for a bucket imported by name, whose key is unknown.
   *
   * @default - the bucket's `encryptionKey`
   */
  readonly encryptionKey?: IKey;
}

/** Reading: one copy is restored from what was written. */
const WRITE_ACTIONS = ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:DeleteObject'];

/** Stores checkpoints in S3. */
export class BucketStore implements ICheckpointStore {
  public readonly type: string = 'bucket';
  protected readonly prefix: string;
  private readonly key: IKey | undefined;
  private readonly inMemory: boolean;

  public constructor(
    private readonly bucket: IBucket,
    options: BucketStoreOptions,
  ) {
    this.prefix = objectPrefix(options.prefix);
    this.key = options.encryptionKey ?? bucket.encryptionKey;
    this.inMemory = options.inMemory ?? false;
  }

  /**
   * Actions: s3:PutObject, s3:GetObject, s3:AbortMultipartUpload and s3:DeleteObject on the objects of the service, s3:ListBucket for
   * names that start with its prefix; kms:GenerateDataKey and kms:Decrypt on the bucket's key.
   */
  public bindPipeline(_scope: Construct, writer: StoreWriter): StorePublishConfig {
    const objects = this.objectsOf(writer.service);
    this.grantObjects(writer.grantee, objects, WRITE_ACTIONS);
    this.grantList(writer.grantee, objects);
    // Completing a multipart upload reads the data keys of its parts.
    this.grantKey(writer.grantee, ['kms:GenerateDataKey', 'kms:Decrypt']);
    return {
      publish: { s3: { bucket: this.bucket.bucketName, prefix: this.prefix, region: this.bucket.env.region } },
    };
  }

  /** Actions: s3:DeleteObject on the objects of the service, s3:ListBucket for its prefix. */
  public bindRetention(_scope: Construct, { grantee, service }: StoreCleaner): StoreRetentionConfig {
    const objects = this.objectsOf(service);
    this.grantObjects(grantee, objects, ['s3:DeleteObject']);
    this.grantList(grantee, objects);
    acceptObjects(grantee, objects);
    return {};
  }

  /** Actions: s3:GetObject on the objects of the service, s3:ListBucket for its prefix; kms:Decrypt on the bucket's key. */
  public bindWorkload(scope: Construct, reader: StoreReader): CheckpointDelivery {
    return bucketDelivery(this.bindReader(scope, reader));
  }

  /** Grants the pods read access, and returns what they read. */
  protected bindReader(scope: Construct, reader: StoreReader): BucketCheckpoint {
    const { prefix } = reader.release._located(this.requireCopy(scope, reader));
    return { ...this.bindObjects(scope, reader), prefix };
  }

  /** Grants the pods read access, and returns where and what they read, but for the folder of the release. */
  protected bindObjects(scope: Construct, reader: StoreReader): Omit<BucketCheckpoint, 'prefix'> {
    const { grantee, release } = reader;
    const { bucket } = this.requireCopy(scope, reader);
    const objects = this.objectsOf(release.service);
    this.grantObjects(grantee, objects, ['s3:GetObject']);
    this.grantList(grantee, objects);
    this.grantKey(grantee, ['kms:Decrypt']);
    acceptObjects(grantee, objects);
    return {
      ...{ bucket, region: this.bucket.env.region },
      ...{ packed: requirePacked(scope, release), inMemory: this.inMemory },
    };
  }

  private requireCopy(scope: Construct, { release }: StoreReader) {
    return requireStored(scope, release, 's3', this.type, ({ bucket }) => this.isBucket(bucket));
  }

  private objectsOf(service: string): string {
    return `${this.prefix}/${service}/*`;
  }

  /** Names known only at deployment cannot be compared. */
  private isBucket(name: string): boolean {
    return Token.isUnresolved(this.bucket.bucketName) || this.bucket.bucketName === name;
  }

  private grantObjects(grantee: IGrantable, objects: string, actions: string[]): void {
    Grant.addToPrincipalOrResource({
      grantee,
      actions,
      resourceArns: [this.bucket.arnForObjects(objects)],
      resource: this.bucket,
    }).assertSuccess();
  }

  private grantList(grantee: IGrantable, objects: string): void {
    Grant.addToPrincipalOrResource({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
      resource: this.bucket,
      conditions: { StringLike: { 's3:prefix': objects } },
    }).assertSuccess();
  }

  private grantKey(grantee: IGrantable, actions: string[]): void {
    this.key?.grant(grantee, ...actions).assertSuccess();
  }
}

/**
 * A stored checkpoint is a folder of objects, so its readers' policies end with a wildcard; they are limited to bucket
 * and service.
 */
function acceptObjects({ grantPrincipal }: IGrantable, objects: string): void {
  const policy = Construct.isConstruct(grantPrincipal) ? grantPrincipal.node.tryFindChild('DefaultPolicy') : undefined;
  if (policy === undefined) return;
  const exact = objects.replaceAll(/[.*/]/g, String.raw`\$&`);
  acceptFindings(policy, {
    id: 'AwsSolutions-IAM5',
    reason: 'the objects of one service, in a bucket that also holds those of others',
    appliesTo: [`/^Resource::.*\\/${exact}$/`],
  });
}
