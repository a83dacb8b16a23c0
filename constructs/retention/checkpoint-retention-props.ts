import type { Duration } from 'aws-cdk-lib';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { CheckpointPipeline } from '../pipeline';

/** Stacks that use releases, in another region or account. */
export interface RetentionStacks {
  /** The region of the stacks. */
  readonly region: string;

  /**
   * A role of the other account that may read them: cloudformation:DescribeStacks and cloudformation:GetTemplate. It
   * must trust the function's role.
   *
   * @default - the stacks are in the account of the function
   */
  readonly roleArn?: string;
}

/** What is kept of a pipeline's releases, and for how long. */
export interface CheckpointRetentionProps {
  /** The pipeline whose releases are cleaned up. */
  readonly pipeline: CheckpointPipeline;

  /**
   * How many of the newest releases are kept, whether anything uses them or not: at least 1.
   *
   * @default 10
   */
  readonly keepNewest?: number;

  /**
   * What is younger is never removed: at least a day, which is longer than any build.
   *
   * @default Duration.days(14)
   */
  readonly gracePeriod?: Duration;

  /**
   * When it runs.
   *
   * @default - once a day
   */
  readonly schedule?: Schedule;

  /**
   * Whether it only says what it would remove.
   *
   * @default false
   */
  readonly dryRun?: boolean;

  /**
   * Where else stacks use the releases. Stacks of the function's own account and region are always read.
   *
   * @default []
   */
  readonly stacks?: readonly RetentionStacks[];
}
