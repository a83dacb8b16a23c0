import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { CheckpointBucket, CheckpointFileSystem, CheckpointRetention, CheckpointStore } from '../../../../constructs';
import type { CheckpointRetentionProps } from '../../../../constructs';
import { ACCOUNT, on, REGION, RolePolicies } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';
import { pipelineScene } from '../../../support/cdk/pipeline-scene';

// Each removed permission is a separate simulation.
jest.setTimeout(60_000);

const OTHER = 'arn:aws:iam::444455556666:role/reader';

function scene(props: Partial<CheckpointRetentionProps> = {}, stored = false) {
  const app = new App();
  const made = pipelineScene(
    (stack, vpc) =>
      stored
        ? {
            stores: [
              CheckpointStore.image(),
              CheckpointStore.bucket(new CheckpointBucket(stack, 'Bucket').bucket),
              CheckpointStore.fileSystem(new CheckpointFileSystem(stack, 'Files', { vpc })),
            ],
          }
        : {},
    app,
  );
  const retention = new CheckpointRetention(made.stack, 'Retention', { pipeline: made.pipeline, ...props });
  return { ...made, app, retention };
}

const LAYERS = ['BatchCheckLayerAvailability', 'InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload'];
const IMAGES = [
  'BatchDeleteImage',
  'BatchGetImage',
  'DescribeImages',
  'GetDownloadUrlForLayer',
  'ListImages',
  'PutImage',
];

describe('retention', () => {
  test('has the permissions that it needs, and no other', async () => {
    const { template } = scene({ stacks: [{ region: 'us-east-1', roleArn: OTHER }] }, true);
    const policies = new RolePolicies(template());
    const role = policies.find('AWS::IAM::Role', 'RetentionRole');
    const bucket = policies.arnOf('AWS::S3::Bucket', 'Bucket');
    const repository = policies.arnOf('AWS::ECR::Repository', 'PipelineRepository');
    const point = policies.arnOf('AWS::EFS::AccessPoint', 'FilesFileSystemAccessPoint');
    const needed = [
      ...on(
        repository,
        [...LAYERS, ...IMAGES].map((action) => `ecr:${action}`),
      ),
      ...on('*', ['ecr:GetAuthorizationToken']),
      ...on('*', ['cloudformation:DescribeStacks']),
      ...on(`arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/shop/1`, ['cloudformation:GetTemplate']),
      ...on(OTHER, ['sts:AssumeRole']),
      ...on(`${bucket}/checkpoints/customers/v1/files.json`, ['s3:DeleteObject']),
      ...on(bucket, ['s3:ListBucket'], { 's3:prefix': 'checkpoints/customers/v1/' }),
      ...on(
        policies.arnOf('AWS::EFS::FileSystem', 'Files'),
        ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
        { 'elasticfilesystem:AccessPointArn': point },
      ),
      ...on(policies.arnOf('AWS::Logs::LogGroup', 'RetentionCleanLogs'), ['logs:CreateLogStream', 'logs:PutLogEvents']),
    ];
    for (const request of needed) expect([request, await policies.allows(role, request)]).toEqual([request, true]);
    expect(await policies.superfluous(role, needed)).toEqual([]);
    const others = `${bucket}/checkpoints/orders/v1/files.json`;
    expect(await policies.allows(role, { action: 's3:DeleteObject', resource: others })).toBe(false);
  });

  test('runs once a day on arm64, and keeps ten releases and what is younger than two weeks', () => {
    const template = scene().template();
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Timeout: 900,
      VpcConfig: Match.absent(),
      Environment: {
        Variables: {
          EKS_CRAC_RETENTION: {
            'Fn::Join': [
              '',
              Match.arrayWith([Match.stringLikeRegexp('"keepNewest":10,"graceDays":14,"dryRun":false')]),
            ],
          },
        },
      },
    });
  });

  test('reads the stacks that the pipeline promotes to, wherever they are', () => {
    const { app, pipeline, stack } = scene({ stacks: [{ region: 'eu-north-1', roleArn: OTHER }] });
    const here = new Stack(app, 'Here', { env: { account: ACCOUNT, region: 'us-west-2' } });
    const there = new Stack(app, 'There', { env: { account: '444455556666', region: 'eu-north-1' } });
    pipeline.addPromotion({ stack: here, environment: 'here' });
    pipeline.addPromotion({ stack: there, environment: 'there' });
    const { Resources } = app.synth().getStackByName(stack.stackName).template as { Resources: object };
    const text = JSON.stringify(Resources).replaceAll('\\', '');
    expect(text).toContain(
      `"stacks":[{"region":"${REGION}"},{"region":"us-west-2"},{"region":"eu-north-1","roleArn":"${OTHER}"}]`,
    );
  });

  test('refuses to remove what a stack of another account runs that it cannot read', () => {
    const { app, pipeline } = scene();
    const there = new Stack(app, 'There', { env: { account: '444455556666', region: 'eu-north-1' } });
    pipeline.addPromotion({ stack: there, environment: 'there' });
    expect(() => app.synth()).toThrow(
      "the pipeline promotes to stack There in account 444455556666, and `stacks` names no role there, so what it runs would be removed; add { region: 'eu-north-1', roleArn: 'arn:aws:iam::444455556666:role/...' }, a role that may read the stacks",
    );
  });

  test('mounts a file system in the VPC of the pipeline, and says where', () => {
    const template = scene({}, true).template();
    template.hasResourceProperties('AWS::Lambda::Function', {
      FileSystemConfigs: [{ LocalMountPath: '/mnt/checkpoints-0', Arn: Match.anyValue() }],
      VpcConfig: Match.objectLike({ SubnetIds: Match.anyValue() }),
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 2049, ToPort: 2049 });
  });

  test.each([false, true])('has no finding of cdk-nag, with stores: %s', (stored) => {
    expect(nagFindings(scene({}, stored).stack)).toEqual([]);
  });

  test.each([
    [{ keepNewest: 0 }, '`keepNewest` must be a whole number, at least 1, got: 0; the newest release is always kept'],
    [
      { gracePeriod: Duration.hours(8) },
      '`gracePeriod` must be at least a day, which is longer than any build, got: 8 hours; write for example Duration.days(7)',
    ],
  ])('refuses %o', (props, message) => {
    expect(() => scene(props)).toThrow(message);
  });
});
