import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';
import { BundledFunction } from '../core/bundled-function';
import { UsageError } from '../core/errors';
import type { CheckpointFreshnessProps } from './checkpoint-freshness-props';

const LEAST_DAYS = 4;
const ALARM_AT = 0.9;

/**
 * Captures anew when the base image, its JDK or the machine image of the capture hosts has changed, or before the newest
 * release gets too old: a checkpoint holds the memory of a JVM, and no update reaches it otherwise.
 *
 * Creates a function, its role and log group, a rule, and two alarms: one before the greatest age is reached, one when
 * the function fails. What the pipeline releases takes its usual way, promotions and approvals included.
 */
export class CheckpointFreshness extends Construct implements IGrantable {
  /** The function; called with `{ "dryRun": true }` it says what it would do. */
  public readonly handler: IFunction;
  /** The alarms: the newest release is about to reach the greatest age, and the function failed. */
  public readonly alarms: readonly Alarm[];
  /** The function, to grant it the read of a base image in a private repository. */
  public readonly grantPrincipal: IPrincipal;

  private readonly service: string;

  public constructor(scope: Construct, id: string, props: CheckpointFreshnessProps) {
    super(scope, id);
    const { maxAge = Duration.days(30), pipeline, schedule = Schedule.rate(Duration.days(1)) } = props;
    this.validateAge(maxAge);
    this.service = pipeline.service;
    const bundled = new BundledFunction(this, 'Look', {
      handler: 'freshness',
      description: `captures ${pipeline.service} anew when its base has changed`,
      memoryMiB: 256,
      timeout: Duration.minutes(3),
      environment: { EKS_CRAC_FRESHNESS: this.settings(props, maxAge) },
    });
    this.handler = bundled.function;
    this.grantPrincipal = bundled.role.grantPrincipal;
    this.grant(pipeline);
    new Rule(this, 'Schedule', { schedule, targets: [new LambdaFunction(this.handler, { retryAttempts: 2 })] });
    this.alarms = this.createAlarms(maxAge);
    const { action } = props;
    if (action !== undefined) for (const alarm of this.alarms) alarm.addAlarmAction(action);
  }

  /** The age of the newest release in days, as the function has seen it; the maximum over a period. */
  public metricAgeDays(options?: MetricOptions): Metric {
    return this.metric('AgeDays', options);
  }

  /** How many reasons there are to make a new release; the maximum over a period. */
  public metricStale(options?: MetricOptions): Metric {
    return this.metric('Stale', options);
  }

  private metric(metricName: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: 'EksCrac/Releases',
      metricName,
      dimensionsMap: { Service: this.service },
      statistic: Stats.MAXIMUM,
      period: Duration.days(1),
      ...options,
    });
  }

  /**
   * Actions: ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:ListImages on the repository;
   * codepipeline:ListPipelineExecutions and codepipeline:StartPipelineExecution on the pipeline;
   * ecr:GetAuthorizationToken on `*`, because it supports no resource.
   */
  private grant({ pipeline, repository }: CheckpointFreshnessProps['pipeline']): void {
    const allow = (actions: string[], resourceArns: string[]) =>
      Grant.addToPrincipal({ grantee: this, actions, resourceArns });
    allow(['ecr:GetAuthorizationToken'], ['*']);
    const read = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:ListImages'];
    allow(read, [repository.repository.repositoryArn]);
    allow(['codepipeline:ListPipelineExecutions', 'codepipeline:StartPipelineExecution'], [pipeline.pipelineArn]);
    acceptFindings(this.node.findChild('Look').node.findChild('Role').node.findChild('DefaultPolicy'), {
      id: 'AwsSolutions-IAM5',
      reason: 'ecr:GetAuthorizationToken knows no resource',
      appliesTo: [String.raw`/^Resource::\*$/`],
    });
  }

  private createAlarms(maxAge: Duration): readonly Alarm[] {
    const threshold = maxAge.toDays({ integral: false }) * ALARM_AT;
    const old = new Alarm(this, 'Old', {
      metric: this.metricAgeDays(),
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.IGNORE,
      alarmDescription: `the newest release of ${this.service} is ${threshold} days old, and captures that were to replace it have failed or wait for somebody`,
    });
    const failed = new Alarm(this, 'Failed', {
      metric: this.handler.metricErrors({ period: Duration.days(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `whether ${this.service} is up to date could not be found out: the log of the function says why`,
    });
    return [old, failed];
  }

  private settings({ baseImage, dryRun = false, pipeline }: CheckpointFreshnessProps, maxAge: Duration): string {
    return Stack.of(this).toJsonString({
      repository: pipeline.repositoryUri,
      service: pipeline.service,
      pipeline: pipeline.pipelineName,
      maxAgeDays: maxAge.toDays({ integral: false }),
      baseImage,
      machineImage: pipeline._machineImage,
      dryRun,
    });
  }

  private validateAge(maxAge: Duration): void {
    const days = maxAge.toDays({ integral: false });
    if (days >= LEAST_DAYS) return;
    throw new UsageError(
      'invalid-prop',
      `\`maxAge\` must be at least ${LEAST_DAYS} days, so that there is a day between capture and alarm, got: ${maxAge.toHumanString()}; write for example Duration.days(30)`,
      this,
    );
  }
}
