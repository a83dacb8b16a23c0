import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm, CreateAlarmOptions, IAlarmAction, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { UsageError } from '../core/errors';
import type { CheckpointPipeline } from '../pipeline';
import type { RestoredWorkload } from '../workload';

/** What is watched, and who is told. */
export interface CheckpointAlarmsProps {
  /**
   * Workloads whose pods should be restored.
   *
   * @default []
   */
  readonly workloads?: readonly RestoredWorkload[];

  /**
   * Pipelines that should make releases.
   *
   * @default []
   */
  readonly pipelines?: readonly CheckpointPipeline[];

  /**
   * What an alarm does, and does again when it is over, for example an SnsAction.
   *
   * @default - an alarm shows in CloudWatch only
   */
  readonly action?: IAlarmAction;

  /**
   * How many cold starts within 5 minutes are too many.
   *
   * @default 1
   */
  readonly coldStarts?: number;

  /**
   * How slow the 95th percentile of restores may be over 15 minutes, whole milliseconds.
   *
   * @default - restores may be as slow as their deadline allows
   */
  readonly restoreTime?: Duration;

  /**
   * The age of the newest release at which base images are too old: whole days, 1 to 7, the longest that an alarm looks
   * back.
   *
   * @default - a release may have any age
   */
  readonly releaseAge?: Duration;
}

const LONGEST_DAYS = 7;

/**
 * The alarms to begin with: cold starts of each workload, failed builds of each pipeline and, with a limit given, slow
 * restores and releases that are too old. AWS bills each alarm by the month.
 */
export class CheckpointAlarms extends Construct {
  /** All alarms. */
  public readonly alarms: readonly Alarm[];

  public constructor(scope: Construct, id: string, props: CheckpointAlarmsProps) {
    super(scope, id);
    const { action, pipelines = [], workloads = [] } = props;
    this.validateWorkloads(workloads);
    this.alarms = [
      ...workloads.flatMap((workload) => this.watchStarts(workload, props)),
      ...pipelines.flatMap((pipeline) => this.watchReleases(pipeline, props)),
    ];
    if (action === undefined) return;
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }

  private watchStarts(workload: RestoredWorkload, { coldStarts = 1, restoreTime }: CheckpointAlarmsProps): Alarm[] {
    const name = `${workload.namespace}-${workload.name}`;
    const cold = this.alarm(`${name}-Cold`, workload.metricCold(), {
      alarmDescription: `pods of ${workload.namespace}/${workload.name} start cold; ColdByReason, or the line of start in their logs, says why`,
      threshold: coldStarts,
    });
    if (restoreTime === undefined) return [cold];
    const slow = this.alarm(`${name}-Slow`, workload.metricRestoreTime({ period: Duration.minutes(15) }), {
      alarmDescription: `restores of ${workload.namespace}/${workload.name} are slow: look at the nodes' disks and at the store`,
      threshold: restoreTime.toMilliseconds(),
    });
    return [cold, slow];
  }

  private watchReleases(pipeline: CheckpointPipeline, { releaseAge }: CheckpointAlarmsProps): Alarm[] {
    const failed = this.alarm(`${pipeline.service}-Failed`, pipeline.metricFailedBuilds(), {
      alarmDescription: `a build of ${pipeline.service} failed: its log ends with the failure and a remedy`,
      threshold: 1,
    });
    if (releaseAge === undefined) return [failed];
    const days = releaseAge.toDays({ integral: false });
    this.validateAge(days);
    const old = this.alarm(`${pipeline.service}-Old`, pipeline.metricReleases({ period: Duration.days(1) }), {
      alarmDescription: `${pipeline.service} has had no release for ${days} days`,
      threshold: 1,
      evaluationPeriods: days,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      // A day without a build has no data.
      treatMissingData: TreatMissingData.BREACHING,
    });
    return [failed, old];
  }

  private alarm(id: string, metric: Metric, options: Partial<CreateAlarmOptions> & { threshold: number }): Alarm {
    return metric.createAlarm(this, id, {
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...options,
    });
  }

  private validateWorkloads(workloads: readonly RestoredWorkload[]): void {
    const cold = workloads.find((workload) => workload.cold);
    if (cold === undefined) return;
    throw new UsageError(
      'conflicting-props',
      `\`workloads\` must be workloads that restore, and ${cold.node.path} has \`cold: true\`, so its alarm would always be on; leave it out`,
      this,
    );
  }

  private validateAge(days: number): void {
    if (Number.isInteger(days) && days >= 1 && days <= LONGEST_DAYS) return;
    throw new UsageError(
      'invalid-prop',
      `\`releaseAge\` must be whole days from 1 to ${LONGEST_DAYS}, the longest that an alarm looks back, got: ${days} days; let a schedule start the pipeline at least once a week`,
      this,
    );
  }
}
