import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CheckpointAlarms, CheckpointDashboard } from '../../../../constructs';
import { pipelineScene } from '../../../support/cdk/pipeline-scene';
import { workloadScene } from '../../../support/cdk/workload-scene';

const ALARM = 'AWS::CloudWatch::Alarm';

interface Alarm {
  readonly Properties: { readonly AlarmDescription: string; readonly MetricName: string };
}

describe('the alarms', () => {
  test('say that pods start cold and builds fail, and nothing more unless asked', () => {
    const { add, stack } = workloadScene();
    new CheckpointAlarms(stack, 'Alarms', { workloads: [add()] });
    const template = Template.fromStack(stack);
    template.resourceCountIs(ALARM, 1);
    template.hasResourceProperties(ALARM, {
      Namespace: 'EksCrac/shop-cluster',
      MetricName: 'Cold',
      Statistic: 'Sum',
      Period: 300,
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      // Without a new pod there is no line.
      TreatMissingData: 'notBreaching',
    });
    const { pipeline, stack: other, template: rendered } = pipelineScene();
    new CheckpointAlarms(other, 'Alarms', { pipelines: [pipeline] });
    rendered().resourceCountIs(ALARM, 1);
    rendered().hasResourceProperties(ALARM, { Namespace: 'AWS/CodeBuild', MetricName: 'FailedBuilds', Threshold: 1 });
  });

  test('say that restores are slow or releases old, by the limits that are given', () => {
    const { add, stack } = workloadScene();
    new CheckpointAlarms(stack, 'Alarms', { workloads: [add()], coldStarts: 3, restoreTime: Duration.millis(400) });
    const template = Template.fromStack(stack);
    template.hasResourceProperties(ALARM, { MetricName: 'Cold', Threshold: 3 });
    template.hasResourceProperties(ALARM, {
      MetricName: 'RestoreTime',
      ExtendedStatistic: 'p95',
      Period: 900,
      Threshold: 400,
    });
    const { pipeline, stack: other, template: rendered } = pipelineScene();
    new CheckpointAlarms(other, 'Alarms', { pipelines: [pipeline], releaseAge: Duration.days(7) });
    rendered().hasResourceProperties(ALARM, {
      MetricName: 'SucceededBuilds',
      Period: 86_400,
      EvaluationPeriods: 7,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('act when they begin and when they are over', () => {
    const { add, stack } = workloadScene();
    const action = new SnsAction(new Topic(stack, 'Topic'));
    const { alarms } = new CheckpointAlarms(stack, 'Alarms', { workloads: [add()], action });
    expect(alarms).toHaveLength(1);
    const topic = [{ Ref: Stack.of(stack).getLogicalId(stack.node.findChild('Topic').node.defaultChild as never) }];
    Template.fromStack(stack).hasResourceProperties(ALARM, { AlarmActions: topic, OKActions: topic });
  });

  test('tell where to look', () => {
    const { add, stack } = workloadScene();
    new CheckpointAlarms(stack, 'Alarms', { workloads: [add({ namespace: 'shop' })] });
    const [alarm] = Object.values(Template.fromStack(stack).findResources(ALARM)) as Alarm[];
    expect(alarm?.Properties.AlarmDescription).toBe(
      'pods of shop/customers start cold; ColdByReason, or the line of start in their logs, says why',
    );
  });

  test('are refused for workloads that start cold on purpose', () => {
    const { add, stack } = workloadScene();
    expect(() => new CheckpointAlarms(stack, 'Alarms', { workloads: [add({ cold: true })] })).toThrow(
      new Error(
        '`workloads` must be workloads that restore, and Stack/Workload has `cold: true`, so its alarm would always be on; leave it out [at Stack/Alarms]',
      ),
    );
  });

  test.each([
    [Duration.days(8), 8],
    [Duration.hours(36), 1.5],
  ])('are refused for an age that no alarm looks back: %s', (releaseAge, days) => {
    const { pipeline, stack } = pipelineScene();
    expect(() => new CheckpointAlarms(stack, 'Alarms', { pipelines: [pipeline], releaseAge })).toThrow(
      new Error(
        `\`releaseAge\` must be whole days from 1 to 7, the longest that an alarm looks back, got: ${days} days; let a schedule start the pipeline at least once a week [at Stack/Alarms]`,
      ),
    );
  });
});

describe('the dashboard', () => {
  const body = (stack: Stack): string => {
    const [dashboard] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard')) as [
      { Properties: { DashboardBody: unknown } },
    ];
    return JSON.stringify(dashboard.Properties.DashboardBody);
  };

  test('has a row for each workload, with what the filters emit', () => {
    const { add, stack } = workloadScene();
    new CheckpointDashboard(stack, 'Dashboard', { workloads: [add(), add({ cold: true }, 'Cold')] });
    const text = body(stack);
    for (const name of ['Restored', 'Cold', 'RestoreTime', 'ColdByReason']) expect(text).toContain(name);
    for (const name of ['default/customers: pods', 'default/customers-cold: pods']) expect(text).toContain(name);
  });

  test('has a row for each pipeline', () => {
    const { pipeline, stack } = pipelineScene();
    new CheckpointDashboard(stack, 'Dashboard', { pipelines: [pipeline] });
    for (const name of ['SucceededBuilds', 'FailedBuilds', 'Duration']) expect(body(stack)).toContain(name);
  });
});
