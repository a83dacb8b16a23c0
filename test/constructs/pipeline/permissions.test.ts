import { Match } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { CheckpointBucket, CheckpointFileSystem, CheckpointStore, ServiceSource } from '../../../constructs';
import { ACCOUNT, REGION, RolePolicies } from '../../support/cdk/iam';
import type { Request } from '../../support/cdk/iam';
import { nagFindings } from '../../support/cdk/nag';
import { CONNECTION, pipelineScene } from '../../support/cdk/pipeline-scene';

const ECR = [
  'BatchCheckLayerAvailability',
  'BatchDeleteImage',
  'BatchGetImage',
  'CompleteLayerUpload',
  'GetDownloadUrlForLayer',
  'InitiateLayerUpload',
  'ListImages',
  'PutImage',
  'UploadLayerPart',
];
const ASSETS = `arn:aws:s3:::cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;

function scene() {
  const { template } = pipelineScene();
  const policies = new RolePolicies(template());
  const arn = (type: string, prefix: string) => policies.arn(policies.find(type, prefix));
  return {
    template,
    policies,
    builder: policies.find('AWS::IAM::Role', 'PipelineBuildRole'),
    artifacts: arn('AWS::S3::Bucket', 'PipelineReleasesArtifactsBucket'),
    capture: arn('AWS::IAM::Role', 'PipelineCaptureRole'),
    key: arn('AWS::KMS::Key', 'PipelineReleasesKey'),
    logs: arn('AWS::Logs::LogGroup', 'PipelineBuildLogs'),
    repository: arn('AWS::ECR::Repository', 'PipelineRepository'),
    bundle: bundleOf(template().toJSON()),
  };
}

/** The one object of the assets that the template names. */
function bundleOf(template: object): string {
  const [key] = /[0-9a-f]{64}\.zip/.exec(JSON.stringify(template)) ?? [];
  return `${ASSETS}/${String(key)}`;
}

test('the build may do what it needs, and every action is needed', async () => {
  const { artifacts, builder, bundle, capture, key, logs, policies, repository } = scene();
  const on = (resource: string, ...actions: string[]): Request[] => actions.map((action) => ({ action, resource }));
  const needed: Request[] = [
    ...on(bundle, 's3:GetObject'),
    ...on(artifacts, 's3:GetBucketAcl', 's3:GetBucketLocation'),
    ...on(`${artifacts}/customers/Source/x`, 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject'),
    ...on(key, 'kms:Decrypt', 'kms:GenerateDataKey'),
    ...on(logs.replace(/\*$/, 'log-stream:x'), 'logs:CreateLogStream', 'logs:PutLogEvents'),
    ...on(capture, 'sts:AssumeRole'),
    ...on('*', 'ecr:GetAuthorizationToken'),
    ...on(repository, ...ECR.map((action) => `ecr:${action}`)),
  ];
  for (const request of needed) expect([request, await policies.allows(builder, request)]).toEqual([request, true]);
  expect(await policies.superfluous(builder, needed)).toEqual([]);
});

test('the build may do nothing else', async () => {
  const { artifacts, builder, bundle, key, policies, repository } = scene();
  const refused: Request[] = [
    { action: 's3:GetObject', resource: `${ASSETS}/${'0'.repeat(64)}.zip` },
    { action: 's3:PutObject', resource: bundle },
    { action: 's3:DeleteObject', resource: `${artifacts}/customers/Source/x` },
    { action: 's3:GetObject', resource: 'arn:aws:s3:::somebody-elses/x' },
    { action: 'kms:ScheduleKeyDeletion', resource: key },
    { action: 'ecr:DeleteRepository', resource: repository },
    { action: 'ecr:PutImage', resource: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/other` },
    { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/admin` },
    { action: 'logs:DeleteLogGroup', resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:x:*` },
    { action: 'ec2:CreateNetworkInterface', resource: '*' },
    { action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT}:role/admin` },
    { action: 'codebuild:StartBuild', resource: `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/x` },
  ];
  for (const request of refused) expect([request, await policies.allows(builder, request)]).toEqual([request, false]);
});

test('the pipeline fetches by either name of the connection, and starts its own build alone', async () => {
  const { policies, template } = scene();
  const role = policies.find('AWS::IAM::Role', 'PipelineReleasesPipelineRole');
  const project = policies.arn(policies.find('AWS::CodeBuild::Project'));
  const ask = (action: string, resource: string) => policies.allows(role, { action, resource });
  expect(await ask('codeconnections:UseConnection', CONNECTION)).toBe(true);
  // The older name on the newer ARN is what CodePipeline asks for, and nothing that the simulator knows.
  template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith([
        { Action: 'codestar-connections:UseConnection', Effect: 'Allow', Resource: CONNECTION },
      ]),
    }),
  });
  expect(await ask('codebuild:StartBuild', project)).toBe(true);
  expect(await ask('codeconnections:UseConnection', CONNECTION.replace(/0$/, '1'))).toBe(false);
  expect(await ask('codebuild:StartBuild', `${project}x`)).toBe(false);
  expect(await ask('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin`)).toBe(false);
});

test('the capture role trusts the build alone, for an hour at most, and may do nothing by itself', () => {
  const { template } = pipelineScene();
  const policies = new RolePolicies(template());
  const id = policies.find('AWS::IAM::Role', 'PipelineCaptureRole');
  const { Resources } = template().toJSON() as { Resources: Record<string, { Properties: object }> };
  expect(Resources[id]?.Properties).toEqual({
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::GetAtt': [policies.find('AWS::IAM::Role', 'PipelineBuildRole'), 'Arn'] } },
        },
      ],
    },
    MaxSessionDuration: 3600,
  });
  expect(JSON.stringify(Object.values(template().findResources('AWS::IAM::Policy')))).not.toContain(
    `"Roles":[{"Ref":"${id}"}]`,
  );
});

test('the capture role can be granted what the warm-up needs', async () => {
  const { pipeline, stack, template } = pipelineScene();
  const table = new Table(stack, 'Customers', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  table.grantReadWriteData(pipeline.captureRole);
  const granted = JSON.stringify(Object.values(template().findResources('AWS::IAM::Policy')));
  expect(granted).toContain('dynamodb:PutItem');
  const { template: without } = pipelineScene();
  const policies = new RolePolicies(without());
  const role = policies.find('AWS::IAM::Role', 'PipelineCaptureRole');
  expect(await policies.allows(role, { action: 'dynamodb:PutItem', resource: '*' })).toBe(false);
});

test('the build may pull an existing image, and not change it', async () => {
  const { template } = pipelineScene((stack) => ({
    source: ServiceSource.ecr({ repository: new Repository(stack, 'Images'), tag: 'stable' }),
    service: 'customers',
  }));
  const policies = new RolePolicies(template());
  const resource = policies.arn(policies.find('AWS::ECR::Repository', 'Images'));
  const builder = policies.find('AWS::IAM::Role', 'PipelineBuildRole');
  const ask = (action: string) => policies.allows(builder, { action, resource });
  expect(await ask('ecr:BatchGetImage')).toBe(true);
  expect(await ask('ecr:GetDownloadUrlForLayer')).toBe(true);
  expect(await ask('ecr:PutImage')).toBe(false);
});

test('passes the security rules, with every store', () => {
  const { stack } = pipelineScene((scope, vpc) => ({
    stores: [
      CheckpointStore.image(),
      CheckpointStore.bucket(new CheckpointBucket(scope, 'Bucket').bucket),
      CheckpointStore.fileSystem(new CheckpointFileSystem(scope, 'Files', { vpc })),
    ],
  }));
  expect(nagFindings(stack)).toEqual([]);
});
