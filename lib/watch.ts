import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { CheckpointAlarms, CheckpointDashboard } from '../constructs/observability';
import type { CheckpointPipeline } from '../constructs/pipeline';
import type { RestoredWorkload } from '../constructs/workload';

export interface WatchProps {
  /**
   * The SNS topic that gets alarms.
   *
   * @default - nothing is watched
   */
  readonly alarmTopic?: string;
  /** What the dashboard shows; those that are meant to restore have alarms. */
  readonly workloads: readonly RestoredWorkload[];
  readonly pipelines: readonly CheckpointPipeline[];
}

/** Adds alarms and a dashboard, if there is a topic for them: each is billed by the month. */
export function watch(scope: Construct, { alarmTopic, pipelines, workloads }: WatchProps): void {
  if (alarmTopic === undefined) return;
  const watched = new Construct(scope, 'Watch');
  new CheckpointAlarms(watched, 'Alarms', {
    pipelines,
    workloads: workloads.filter(({ cold }) => !cold),
    action: new SnsAction(Topic.fromTopicArn(watched, 'Topic', alarmTopic)),
  });
  new CheckpointDashboard(watched, 'Dashboard', { pipelines, workloads });
}
