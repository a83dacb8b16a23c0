import type { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { CheckpointPipeline } from '../pipeline';

/** When a pipeline captures anew without a change of its source. */
export interface CheckpointFreshnessProps {
  /** The pipeline whose newest release is looked at, and which captures. */
  readonly pipeline: CheckpointPipeline;

  /**
   * The age that no newest release is to reach: at least 4 days. It is captured anew from three quarters of it on; an
   * alarm goes off at nine tenths.
   *
   * @default Duration.days(30)
   */
  readonly maxAge?: Duration;

  /**
   * The base image by its tag, for a Dockerfile that begins with a digest alone. What such a Dockerfile begins with
   * changes by its digest only, so the pipeline is not started for it: the report and the metric `Stale` say so.
   *
   * @default - as the record names it
   */
  readonly baseImage?: string;

  /**
   * When it looks.
   *
   * @default - once a day
   */
  readonly schedule?: Schedule;

  /**
   * What the alarms do, for example an SnsAction.
   *
   * @default - they show in CloudWatch only
   */
  readonly action?: IAlarmAction;

  /**
   * Whether it only says what has changed, and starts nothing.
   *
   * @default false
   */
  readonly dryRun?: boolean;
}
