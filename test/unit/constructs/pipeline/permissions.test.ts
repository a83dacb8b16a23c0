import { Match } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { CheckpointBucket, CheckpointFileSystem, CheckpointStore, ServiceSource } from '../../../../constructs';
import { ASSETS, assetsOf, bucketNeeds, buildNeeds, mountNeeds } from '../../../support/cdk/build-needs';
import { ACCOUNT, on, REGION, RolePolicies } from '../../../support/cdk/iam';
import type { Request } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';
import { CONNECTION, pipelineScene } from '../../../support/cdk/pipeline-scene';

// Each removed permission is a separate simulation.
jest.setTimeout(60_000);

function scene() {
  const made = pipelineScene();
  const template = made.template();
  const policies = new RolePolicies(template);
  return {
    template,
    policies,
    builder: policies.find('AWS::IAM::Role', 'PipelineBuildRole'),
    artifacts: policies.arnOf('AWS::S3::Bucket', 'PipelineReleasesArtifactsBucket'),
    key: policies.arnOf('AWS::KMS::Key', 'PipelineReleasesKey'),
    repository: policies.arnOf('AWS::ECR::Repository', 'PipelineRepository'),
    assets: assetsOf(template),
  };
}

describe('the permissions of a pipeline', () => {
  test('let the build do what it needs, and every action is needed', async () => {
    const { builder, policies, template } = scene();
    const needed = buildNeeds(template, policies);
    for (const request of needed) expect([request, await policies.allows(builder, request)]).toEqual([request, true]);
    expect(await policies.superfluous(builder, needed)).toEqual([]);
  });

  test('let the build do what it needs with every store, and every action is needed', async () => {
    const { template: make } = pipelineScene((scope, vpc) => ({
      stores: [
        CheckpointStore.image(),
        CheckpointStore.bucket(new CheckpointBucket(scope, 'Bucket').bucket),
        CheckpointStore.fileSystem(new CheckpointFileSystem(scope, 'Files', { vpc })),
      ],
    }));
    const template = make();
    const policies = new RolePolicies(template);
    const builder = policies.find('AWS::IAM::Role', 'PipelineBuildRole');
    const bucket = policies.arnOf('AWS::S3::Bucket', 'Bucket');
    const needed = [
      ...buildNeeds(template, policies),
      ...bucketNeeds(bucket, policies.arnOf('AWS::KMS::Key', 'BucketKey'), 'customers'),
      ...mountNeeds(policies, 'ClientMount', 'ClientWrite'),
    ];
    for (const request of needed) expect([request, await policies.allows(builder, request)]).toEqual([request, true]);
    expect(await policies.superfluous(builder, needed)).toEqual([]);
  });

  test('let the build do nothing else', async () => {
    const { artifacts, assets, builder, key, policies, repository } = scene();
    const refused: Request[] = [
      { action: 's3:GetObject', resource: `${ASSETS}/${'0'.repeat(64)}.zip` },
      ...assets.map((resource) => ({ action: 's3:PutObject', resource })),
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

  /** The minimum that CodePipeline documents for its role, plus what its actions need. */
  function pipelineNeeds({ artifacts, key, policies }: ReturnType<typeof scene>): Request[] {
    const project = policies.arnOf('AWS::CodeBuild::Project');
    return [
      ...on(artifacts, ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning']),
      ...on(`${artifacts}/x`, ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:PutObjectAcl']),
      ...on(key, ['kms:Decrypt', 'kms:GenerateDataKey']),
      ...on(CONNECTION, ['codeconnections:UseConnection']),
      ...on(project, ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild']),
    ];
  }

  test('let the pipeline do what it needs, plus what the CDK is known to grant on its own bucket and key', async () => {
    const made = scene();
    const { policies } = made;
    const role = policies.find('AWS::IAM::Role', 'PipelineReleasesPipelineRole');
    const needed = pipelineNeeds(made);
    for (const request of needed) expect([request, await policies.allows(role, request)]).toEqual([request, true]);
    const beside = (await policies.superfluous(role, needed)).map((one) => one.split(' ')[0]);
    expect([...beside].sort()).toEqual([
      // Not known to the simulator; covered by the next test.
      'codestar-connections:UseConnection',
      // Grants of the CDK. The role stays open for stages that users add, and so for these.
      ...['kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncrypt*'],
      ...['s3:Abort*', 's3:DeleteObject*', 's3:List*', 's3:PutObjectLegalHold', 's3:PutObjectRetention'],
      ...['s3:PutObjectTagging', 's3:PutObjectVersionAcl', 's3:PutObjectVersionTagging'],
    ]);
  });

  test('let the pipeline fetch by either name of the connection, and start only its own build', async () => {
    const made = scene();
    const { policies, template } = made;
    const role = policies.find('AWS::IAM::Role', 'PipelineReleasesPipelineRole');
    // CodePipeline uses the older name on the newer ARN, which the simulator does not know.
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          { Action: 'codestar-connections:UseConnection', Effect: 'Allow', Resource: CONNECTION },
        ]),
      }),
    });
    const refused = [
      ...on(CONNECTION.replace(/0$/, '1'), ['codeconnections:UseConnection']),
      ...on(`${policies.arnOf('AWS::CodeBuild::Project')}x`, ['codebuild:StartBuild']),
      ...on(`arn:aws:iam::${ACCOUNT}:role/admin`, ['iam:PassRole', 'sts:AssumeRole']),
      ...on('arn:aws:s3:::somebody-elses/x', ['s3:GetObject', 's3:DeleteObject']),
    ];
    for (const request of refused) expect([request, await policies.allows(role, request)]).toEqual([request, false]);
  });

  test('let the fleet create network interfaces in its own subnets, and every action is needed', async () => {
    const { policies } = scene();
    const role = policies.find('AWS::IAM::Role', 'PipelineFleetRole');
    const subnet = policies.arnOf('AWS::EC2::Subnet', 'VpcPrivateSubnet1');
    const anInterface = `arn:aws:ec2:${REGION}:${ACCOUNT}:network-interface/eni-1`;
    const permission = ['ec2:CreateNetworkInterfacePermission'];
    const needed = [
      ...on(
        '*',
        ['DhcpOptions', 'NetworkInterfaces', 'SecurityGroups', 'Subnets', 'Vpcs'].map((one) => `ec2:Describe${one}`),
      ),
      ...on(anInterface, [
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:ModifyNetworkInterfaceAttribute',
      ]),
      ...on(anInterface, permission, { 'ec2:Subnet': subnet }),
    ];
    for (const request of needed) expect([request, await policies.allows(role, request)]).toEqual([request, true]);
    expect(await policies.superfluous(role, needed)).toEqual([]);
    const refused = [
      ...on(anInterface, permission, { 'ec2:Subnet': `${subnet}x` }),
      ...on(`arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-1`, ['ec2:RunInstances', 'ec2:TerminateInstances']),
    ];
    for (const request of refused) expect([request, await policies.allows(role, request)]).toEqual([request, false]);
  });

  test('let only the build assume the capture role, for at most an hour, and grant that role nothing', () => {
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

  test('can be extended for the warm-up through the capture role', async () => {
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

  test('let the build pull an existing image, but not change it', async () => {
    const { template } = pipelineScene((stack) => ({
      source: ServiceSource.ecr({ repository: new Repository(stack, 'Images'), tag: 'stable' }),
    }));
    const policies = new RolePolicies(template());
    const resource = policies.arn(policies.find('AWS::ECR::Repository', 'Images'));
    const builder = policies.find('AWS::IAM::Role', 'PipelineBuildRole');
    const ask = (action: string) => policies.allows(builder, { action, resource });
    expect(await ask('ecr:BatchGetImage')).toBe(true);
    expect(await ask('ecr:GetDownloadUrlForLayer')).toBe(true);
    expect(await ask('ecr:PutImage')).toBe(false);
  });

  test('pass cdk-nag, with every store', () => {
    const { stack } = pipelineScene((scope, vpc) => ({
      stores: [
        CheckpointStore.image(),
        CheckpointStore.bucket(new CheckpointBucket(scope, 'Bucket').bucket),
        CheckpointStore.fileSystem(new CheckpointFileSystem(scope, 'Files', { vpc })),
      ],
    }));
    expect(nagFindings(stack)).toEqual([]);
  });
});
