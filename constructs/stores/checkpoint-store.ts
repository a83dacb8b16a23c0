import type { IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';
import type { CheckpointDelivery } from '../../manifests';
import type { CapturePublish } from '../capture-spec';
import type { Release } from '../release/release';

/** The writer of a store: the stage in its CodeBuild project. */
export interface StoreWriter {
  /** The role of the project, which is granted exactly the permissions needed to write. */
  readonly grantee: IGrantable;
  /** The project's connections, to which the store opens its network. */
  readonly connections: IConnectable;
  /** The VPC from which a file system must be reachable. */
  readonly vpc: IVpc;
  /** The service whose checkpoints are written. */
  readonly service: string;
}

/** What a store adds to the stage's input. */
export interface StorePublishConfig {
  /** Its part of `publish` in the capture spec. */
  readonly publish: CapturePublish;
}

/** Pods that restore from a store. */
export interface StoreReader {
  /** The role of the pods' service account. */
  readonly grantee: IGrantable;
  /** The nodes' connections, to which the store opens its network. */
  readonly connections: IConnectable;
  /** The VPC of the nodes. @default - unknown, and not checked */
  readonly vpc?: IVpc;
  /** The EFS CSI driver, which mounts file systems for pods of this cluster. @default - the cluster has none */
  readonly fileSystemDriver?: IGrantable;
  /** Whether the cluster has the Mountpoint for S3 CSI driver. @default - unknown, and not checked */
  readonly bucketDriver?: boolean;
  /** The release whose stored checkpoint is read. */
  readonly release: Release;
  /** The name of the workload, unique in its namespace. */
  readonly name: string;
  /** The namespace of the workload. */
  readonly namespace: string;
}

/** What removes stored checkpoints that no release needs. */
export interface StoreCleaner {
  /** The role of the function, which is granted exactly the permissions needed to list and to remove. */
  readonly grantee: IGrantable;
  /** The VPC in which the function runs if a file system must be mounted. */
  readonly vpc: IVpc;
  /** The service whose checkpoints are removed. */
  readonly service: string;
}

/** A file system that a function mounts. */
export interface MountedFileSystem {
  /** The id of the file system. */
  readonly fileSystemId: string;
  /** The id of the access point. */
  readonly accessPointId: string;
  /** What must be there before it can be mounted. */
  readonly available: IDependable;
  /** Opens the network from the function. */
  readonly openTo: (from: IConnectable) => void;
}

/** How the function reaches a store. */
export interface StoreRetentionConfig {
  /**
   * A file system that it mounts.
   *
   * @default - the store is reached over an API
   */
  readonly fileSystem?: MountedFileSystem;
}

/**
 * What every store guarantees to the pipeline and the workload, which do not know concrete stores.
 *
 * After `bindPipeline` the writer has exactly the permissions and the network access that the stage needs to write a
 * checkpoint. After `bindWorkload` the pods can read the stored checkpoints of their service and nothing else, and the
 * delivery describes how the files arrive. Both may be called more than once.
 */
export interface ICheckpointStore {
  /** The store's name in errors: for example `nodeLocal`. */
  readonly type: string;

  /** Grants the pipeline write access. */
  bindPipeline(scope: Construct, writer: StoreWriter): StorePublishConfig;

  /** Grants the clean-up the right to list and to remove the stored checkpoints of its service. */
  bindRetention(scope: Construct, cleaner: StoreCleaner): StoreRetentionConfig;

  /** Grants the pods read access. */
  bindWorkload(scope: Construct, reader: StoreReader): CheckpointDelivery;
}
