import type { Duration } from 'aws-cdk-lib';
import type { Cache } from 'aws-cdk-lib/aws-codebuild';
import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { CpuClass } from '../engines';
import type { ICheckpointRepository, ICheckpointStore } from '../stores';
import type { CaptureClass } from './capture-class';
import type { ICaptureFleet } from './capture-fleet-interface';
import type { CaptureHost } from './capture-host';
import type { CaptureSpec } from './capture-spec';
import type { ServiceSource } from './service-source';

/** Properties of a pipeline. */
export interface CheckpointPipelineProps {
  /** The VPC of the builds; they run in its private subnets, which need a way out. */
  readonly vpc: IVpc;

  /** The CPU class of the capture host and of the nodes on which a release may be restored. */
  readonly cpuClass: CpuClass;

  /**
   * Further CPU classes, each captured on its own host: a release then has a checkpoint for each, and its pods run on nodes
   * of all of them. Classes of another architecture are built for it. Releases are in CheckpointStore.image() alone.
   *
   * @default - a release has one checkpoint, that of `cpuClass`
   */
  readonly otherClasses?: readonly CaptureClass[];

  /** The source of the service. Changes to it start the pipeline. */
  readonly source: ServiceSource;

  /**
   * What is captured, how it is warmed up and verified, and the engine. `run.cpu` and `run.memoryMiB` are
   * required, and images must be given by digest: a release runs with the limits of its pods and must be reproducible.
   */
  readonly spec: CaptureSpec;

  /**
   * Where checkpoints are stored, at most one store per type.
   *
   * @default [CheckpointStore.image()]
   */
  readonly stores?: readonly ICheckpointStore[];

  /**
   * The ECR repository to which releases are published.
   *
   * @default - a new repository, retained when the stack is deleted
   */
  readonly repository?: ICheckpointRepository;

  /**
   * The machine on which it captures.
   *
   * @default CaptureHost.ec2()
   */
  readonly host?: CaptureHost;

  /**
   * Capture hosts that pipelines of one CPU class share; excludes `host` and `subnet`, which are the fleet's.
   *
   * @default - a new fleet with one host, which is billed even when idle, or none if `host` is on demand
   */
  readonly fleet?: ICaptureFleet;

  /**
   * The subnet of the builds; its zone must have the instance type of the host.
   *
   * @default - the first private subnet of `vpc`, or all of them if `host` is on demand
   */
  readonly subnet?: ISubnet;

  /**
   * What builds keep for later ones. A bucket needs a grant: `bucket.grantReadWrite(pipeline)`.
   *
   * @default - Docker's layers with CaptureHost.fleet(), otherwise none
   */
  readonly cache?: Cache;

  /**
   * The key that encrypts logs and artifacts. The policy of an imported key must allow CloudWatch Logs to use it.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * The bucket that receives the access logs of the artifact bucket.
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
   * How long build logs are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * How long a session of the capture role works, a minute to an hour. The stage opens a new session for each sandbox, and
   * writes the record when the capture's has ended. Excludes `credentials` in the capture spec, which name a separate role.
   *
   * @default Duration.minutes(5)
   */
  readonly captureSession?: Duration;
}
