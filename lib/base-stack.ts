import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { CheckpointNetwork } from '../constructs/network';
import { CheckpointBucket, CheckpointFileSystem, CheckpointStore } from '../constructs/stores';
import type { ICheckpointStore } from '../constructs/stores';

/** Network, checkpoint stores, and the tables of springdemo: everything that outlives cluster and pipeline. */
export class BaseStack extends Stack {
  public readonly vpc: IVpc;
  public readonly fileSystemStore: ICheckpointStore;
  public readonly bucketStore: ICheckpointStore;
  /** The customers in production. */
  public readonly customers: ITable;
  /** Customers used only by captures. */
  public readonly captureCustomers: ITable;

  public constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.vpc = new CheckpointNetwork(this, 'Network').vpc;
    this.fileSystemStore = CheckpointStore.fileSystem(new CheckpointFileSystem(this, 'FileSystem', { vpc: this.vpc }));
    const { bucket } = new CheckpointBucket(this, 'Bucket');
    this.bucketStore = CheckpointStore.bucket(bucket);
    this.customers = this.createTable('Customers', RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.captureCustomers = this.createTable('CaptureCustomers', RemovalPolicy.DESTROY);
    new CfnOutput(this, 'CheckpointBucketName', { value: bucket.bucketName });
  }

  private createTable(id: string, removalPolicy: RemovalPolicy): ITable {
    return new Table(this, id, {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
  }
}
