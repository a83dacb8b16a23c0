import type { Duration } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { CpuClass } from '../engines';
import type { ICheckpointRepository, ICheckpointStore } from '../stores';
import type { CaptureFleet } from './capture-fleet';
import type { CaptureSpec } from './capture-spec';
import type { ServiceSource } from './service-source';

/** What is released, from which source, on which hosts, and where it is kept. */
export interface CheckpointPipelineProps {
  /** Builds run in its private subnets, which need a way out. */
  readonly vpc: IVpc;

  /** Decides the capture host, and the nodes on which a release may be restored. */
  readonly cpuClass: CpuClass;

  /** Where the service comes from. What changes there starts the pipeline. */
  readonly source: ServiceSource;

  /**
   * What is captured, how it is warmed up and proven; the engine too. `run.cpu`, `run.memoryMiB` and `images.debian` must be
   * in it, and images by digest: a release runs with the limits of its pods, and is built from what does not change.
   */
  readonly spec: CaptureSpec;

  /**
   * Where checkpoints are kept, at most one store of a type.
   *
   * @default [CheckpointStore.image()]
   */
  readonly stores?: readonly ICheckpointStore[];

  /**
   * Where the images of releases are published.
   *
   * @default - a new repository, retained when the stack is deleted
   */
  readonly repository?: ICheckpointRepository;

  /**
   * The capture hosts. Pipelines of one CPU class can share them.
   *
   * @default - a new fleet with one host, which is billed while it is idle
   */
  readonly fleet?: CaptureFleet;

  /**
   * The key that encrypts logs and artifacts. One that is imported must let CloudWatch Logs use it.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * The bucket that gets the access logs of the artifact bucket.
   *
   * @default - a new bucket, whose logs expire after 90 days
   */
  readonly accessLogsBucket?: IBucket;

  /**
   * How long a build may take, 5 minutes to 8 hours.
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;

  /**
   * How long the logs of builds are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * How long a session of the capture role is valid, 15 minutes to an hour. The stage opens a new one for each sandbox. Not
   * with `credentials` in the capture spec, which name a role of their own.
   *
   * @default Duration.minutes(15)
   */
  readonly captureSession?: Duration;
}
