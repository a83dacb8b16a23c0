import type { IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { CheckpointDelivery } from '../../manifests';
import type { CapturePublish } from '../capture-spec';
import type { Release } from '../release/release';

/** What writes a checkpoint to a store: the stage in its CodeBuild project. */
export interface StoreWriter {
  /** The role of the project, which gets exactly the permissions to write. */
  readonly grantee: IGrantable;
  /** The project's network, which the store opens itself to. */
  readonly connections: IConnectable;
  /** The network that must reach a file system. */
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
  /** The nodes' network, which the store opens itself to. */
  readonly connections: IConnectable;
  /** The nodes' network. @default - unknown, and not checked */
  readonly vpc?: IVpc;
  /** Who mounts file systems for pods of this cluster: the EFS CSI driver. @default - the cluster has none */
  readonly fileSystemDriver?: IGrantable;
  /** The release whose copy is read. */
  readonly release: Release;
  /** The name of the workload; no two workloads of a namespace share one. */
  readonly name: string;
  /** The namespace of the workload. */
  readonly namespace: string;
}

/**
 * What every store guarantees to the pipeline and the workload, which know no store by name.
 *
 * After `bindPipeline` the writer has exactly the permissions and the network that the stage needs to write a copy. After
 * `bindWorkload` the pods can read the copies of their service and nothing else, and the delivery says how the files
 * arrive. Both may be called more than once.
 */
export interface ICheckpointStore {
  /** What errors call the store: `image`, `fileSystem`, `bucket`. */
  readonly type: string;

  /** Grants writing to the pipeline. */
  bindPipeline(scope: Construct, writer: StoreWriter): StorePublishConfig;

  /** Grants reading to the pods. */
  bindWorkload(scope: Construct, reader: StoreReader): CheckpointDelivery;
}
