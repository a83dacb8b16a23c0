import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { PromotionOptions } from '../../../../constructs';
import { ACCOUNT, on, REGION, RolePolicies } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';
import { pipelineScene } from '../../../support/cdk/pipeline-scene';

const PIPELINE = 'AWS::CodePipeline::Pipeline';
const stackArn = (name: string, account = ACCOUNT) => `arn:aws:cloudformation:${REGION}:${account}:stack/${name}/1`;
const ON_STACK = ['DescribeStacks', 'DescribeStackEvents', 'UpdateStack', 'CancelUpdateStack'].map(
  (action) => `cloudformation:${action}`,
);

/** CloudFormation reads it as whoever updates the stack. */
const bootstrapVersion = (account = ACCOUNT) =>
  `arn:aws:ssm:${REGION}:${account}:parameter/cdk-bootstrap/hnb659fds/version`;

interface Stage {
  readonly Name: string;
  readonly Actions: {
    readonly Name: string;
    readonly RunOrder: number;
    readonly Configuration: { UserParameters?: string };
  }[];
}

function scene(options: Partial<PromotionOptions> = {}, account = ACCOUNT) {
  const app = new App();
  const { pipeline, stack, template } = pipelineScene({}, app);
  const production = new Stack(app, 'Production', { env: { account, region: REGION } });
  pipeline.addPromotion({ stack: production, environment: 'production', ...options });
  const stages = () => {
    const [{ Properties }] = Object.values(template().findResources(PIPELINE)) as [{ Properties: { Stages: Stage[] } }];
    return Properties.Stages;
  };
  return { app, pipeline, production, stack, template, stages };
}

describe('a promotion', () => {
  test('is a stage after the build, which gets the name of the release that the build has made', () => {
    const { stages } = scene();
    expect(stages().map(({ Name }) => Name)).toEqual(['Source', 'Build', 'production']);
    const [promote] = stages()[2]!.Actions;
    expect(JSON.parse(promote!.Configuration.UserParameters!)).toEqual({
      stack: 'Production',
      release: '#{Build_Release_NS.EKS_CRAC_RELEASE}',
      service: 'customers',
      region: REGION,
    });
  });

  test('waits for an approval where one is asked for', () => {
    const { stages } = scene({ approval: true });
    const actions = stages()[2]!.Actions.map(({ Name, RunOrder }) => [Name, RunOrder]);
    expect(Object.fromEntries(actions) as object).toEqual({ Approve: 1, Promote: 2 });
  });

  test('follows the one before it, each with a role of its own', () => {
    const made = scene();
    const staging = new Stack(made.app, 'Staging', { env: { account: ACCOUNT, region: REGION } });
    made.pipeline.addPromotion({ stack: staging, environment: 'staging' });
    expect(made.stages().map(({ Name }) => Name)).toEqual(['Source', 'Build', 'production', 'staging']);
    made.template().resourceCountIs('AWS::Lambda::Function', 2);
  });

  test('may move its stack and no other, and every permission is needed', async () => {
    const { template } = scene();
    const policies = new RolePolicies(template());
    const role = policies.find('AWS::IAM::Role', 'PipelinePromotionproductionPromoteRole');
    const repository = policies.arnOf('AWS::ECR::Repository', 'PipelineRepository');
    const needed = [
      ...on(stackArn('Production'), ON_STACK),
      ...on(bootstrapVersion(), ['ssm:GetParameters']),
      ...on(repository, ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']),
      ...on('*', ['ecr:GetAuthorizationToken', 'codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult']),
      ...on(
        `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${policies.find('AWS::Logs::LogGroup', 'PipelinePromotion')}:*`,
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
      ),
    ];
    for (const request of needed) expect([request, await policies.allows(role, request)]).toEqual([request, true]);
    expect(await policies.superfluous(role, needed)).toEqual([]);
    for (const other of ['Staging', 'Production2'])
      expect(await policies.allows(role, { action: 'cloudformation:UpdateStack', resource: stackArn(other) })).toBe(
        false,
      );
  });

  test('into another account assumes a role there, which trusts this function alone', async () => {
    const other = '444455556666';
    const { production, template } = scene({}, other);
    const there = Template.fromStack(production);
    there.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { AWS: Match.anyValue() },
            Condition: { ArnEquals: { 'aws:PrincipalArn': Match.anyValue() } },
          }),
        ],
      },
    });
    const policies = new RolePolicies(there);
    const role = policies.find('AWS::IAM::Role', 'EksCracPromotion');
    const needed = [
      ...on(stackArn('Production', other), ON_STACK),
      ...on(bootstrapVersion(other), ['ssm:GetParameters']),
    ];
    expect(await policies.superfluous(role, needed)).toEqual([]);
    const here = JSON.stringify(template().toJSON());
    expect(here).toContain('"sts:AssumeRole"');
    expect(here).not.toContain('cloudformation:UpdateStack');
  });

  test('runs on arm64, for longer than it looks at a stack', () => {
    scene()
      .template()
      .hasResourceProperties('AWS::Lambda::Function', { Architectures: ['arm64'], Timeout: 180, MemorySize: 512 });
  });

  test('passes the security rules, with an approval', () => {
    const { stack } = scene({ approval: true });
    expect(nagFindings(stack)).toEqual([]);
  });

  test('is refused with the name of what is wrong', () => {
    expect(() => scene({ environment: 'my env' })).toThrow(
      '`environment` must be up to 40 letters, digits, - and _, a letter first, got: "my env"; write for example staging',
    );
    const approvalTopic = Topic.fromTopicArn(new Stack(), 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:approvals`);
    expect(() => scene({ approvalTopic })).toThrow(
      '`approvalTopic` is told of approvals, and environment production has none; set `approval: true`, or drop it',
    );
  });
});
