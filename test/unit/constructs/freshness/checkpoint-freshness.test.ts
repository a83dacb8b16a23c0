import { App, Duration } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Match } from 'aws-cdk-lib/assertions';
import { MachineImage } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CaptureHost, CheckpointFreshness } from '../../../../constructs';
import type { CheckpointFreshnessProps } from '../../../../constructs';
import { ACCOUNT, on, REGION, RolePolicies } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';
import { pipelineScene } from '../../../support/cdk/pipeline-scene';

jest.setTimeout(60_000);

function scene(props: Partial<CheckpointFreshnessProps> = {}, host?: CaptureHost) {
  const made = pipelineScene(host === undefined ? {} : { host }, new App());
  const freshness = new CheckpointFreshness(made.stack, 'Freshness', { pipeline: made.pipeline, ...props });
  return { ...made, freshness };
}

const settingsOf = (template: ReturnType<ReturnType<typeof scene>['template']>) =>
  JSON.stringify(template.findResources('AWS::Lambda::Function')).replaceAll('\\', '');

describe('freshness', () => {
  test('has the permissions that it needs, and no other', async () => {
    const { template } = scene();
    const policies = new RolePolicies(template());
    const role = policies.find('AWS::IAM::Role', 'FreshnessLookRole');
    const pipeline = `arn:aws:codepipeline:${REGION}:${ACCOUNT}:${policies.find('AWS::CodePipeline::Pipeline').toLowerCase()}`;
    const needed = [
      ...on('*', ['ecr:GetAuthorizationToken']),
      ...on(policies.arnOf('AWS::ECR::Repository', 'PipelineRepository'), [
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
        'ecr:ListImages',
      ]),
      ...on(pipeline, ['codepipeline:ListPipelineExecutions', 'codepipeline:StartPipelineExecution']),
      ...on(policies.arnOf('AWS::Logs::LogGroup', 'FreshnessLookLogs'), ['logs:CreateLogStream', 'logs:PutLogEvents']),
    ];
    for (const request of needed) expect([request, await policies.allows(role, request)]).toEqual([request, true]);
    expect(await policies.superfluous(role, needed)).toEqual([]);
  });

  test('looks once a day, and rings before the greatest age is reached', () => {
    const template = scene().template();
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)' });
    expect(settingsOf(template)).toContain('"service":"customers"');
    expect(settingsOf(template)).toContain('"maxAgeDays":30,"dryRun":false');
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'EksCrac/Releases',
      MetricName: 'AgeDays',
      Dimensions: [{ Name: 'Service', Value: 'customers' }],
      Threshold: 27,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Errors', Namespace: 'AWS/Lambda' });
  });

  test('tells stage and function the machine image of the capture hosts', () => {
    const host = CaptureHost.ec2({ machineImage: MachineImage.genericLinux({ [REGION]: 'ami-0123' }) });
    const template = scene({}, host).template();
    expect(settingsOf(template)).toContain('"machineImage":"ami-0123"');
    expect(JSON.stringify(template.findResources('AWS::CodeBuild::Project'))).toContain('--machine-image ami-0123');
    expect(settingsOf(scene().template())).not.toContain('machineImage');
  });

  test('tells the topic that is given', () => {
    const { pipeline, stack, template } = pipelineScene();
    const action = new SnsAction(Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:oncall`));
    new CheckpointFreshness(stack, 'Freshness', { pipeline, action, maxAge: Duration.days(10), dryRun: true });
    const actions = Object.values(template().findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => (Properties as { AlarmActions: unknown[] }).AlarmActions.length,
    );
    expect(actions).toEqual([1, 1]);
    template().hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 9, MetricName: Match.exact('AgeDays') });
  });

  test('has no finding of cdk-nag', () => {
    expect(nagFindings(scene().stack)).toEqual([]);
  });

  test('refuses an age that leaves no day between capture and alarm', () => {
    expect(() => scene({ maxAge: Duration.days(3) })).toThrow(
      '`maxAge` must be at least 4 days, so that there is a day between capture and alarm, got: 3 days; write for example Duration.days(30)',
    );
  });
});
