import type { Duration } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { CheckpointEngine, CpuClass } from '../engines';
import type { ICheckpointRepository, ICheckpointStore } from '../stores';
import type { CompanionOptions } from './capture-document';
import type { CaptureFleet } from './capture-fleet';
import type { GateOptions } from './gate-options';
import type { ServiceBuild } from './service-build';
import type { ServiceRun } from './service-run';
import type { ServiceSource } from './service-source';
import type { WarmUp } from './warm-up';

export interface CheckpointPipelineProps {
  /** Builds run in its private subnets, which need a way out. */
  readonly vpc: IVpc;

  /** Decides the capture host, and the nodes on which a release may be restored. */
  readonly cpuClass: CpuClass;

  readonly source: ServiceSource;

  /** How the service runs in its pod. */
  readonly run: ServiceRun;

  readonly warmUp: WarmUp;

  /** Debian forky by digest, from which the runtime layer is built. A tag is refused: every pod runs what it is. */
  readonly debianImage: string;

  /**
   * What freezes and thaws the JVM.
   *
   * @default CheckpointEngine.warp()
   */
  readonly engine?: CheckpointEngine;

  /**
   * The service as it is named in the registry and in Kubernetes: up to 40 of a-z, 0-9 and -, a letter first.
   *
   * @default - the name of the source's repository
   */
  readonly service?: string;

  /**
   * How the image is built.
   *
   * @default - from the Dockerfile at the root of the source
   */
  readonly build?: ServiceBuild;

  /**
   * What a captured checkpoint must pass before it is a release.
   *
   * @default - two copies are restored at the same time and must be ready within a minute
   */
  readonly gate?: GateOptions;

  /**
   * What the service needs beside it while it is captured and proven, such as a database.
   *
   * @default - nothing
   */
  readonly companions?: readonly CompanionOptions[];

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
   * How long a session of the capture role is valid, 15 minutes to an hour. The stage opens a new one for each sandbox.
   *
   * @default Duration.minutes(15)
   */
  readonly captureSession?: Duration;
}
