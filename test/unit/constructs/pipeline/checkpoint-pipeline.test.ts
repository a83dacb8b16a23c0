import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ManualApprovalAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CaptureFleet, CheckpointRepository, CheckpointStore, CpuClass } from '../../../../constructs';
import { CheckpointFileSystem } from '../../../../constructs';
import { buildSpec } from '../../../support/cdk/build-spec';
import { pipelineScene, pipelineStack, specWith } from '../../../support/cdk/pipeline-scene';

const DOWNLOAD = /^aws s3 cp --only-show-errors s3:\/\/[^ ]+\/[0-9a-f]{64}\.zip \/tmp\/eks-crac-stage\.zip$/;
const PROJECT = 'AWS::CodeBuild::Project';
const PIPELINE = 'AWS::CodePipeline::Pipeline';

describe('CheckpointPipeline', () => {
  test('makes a release of every commit, one after the other', () => {
    const template = pipelineScene().template();
    template.hasResourceProperties(PIPELINE, {
      PipelineType: 'V2',
      ExecutionMode: 'QUEUED',
      Stages: [
        { Name: 'Source', Actions: [Match.objectLike({ OutputArtifacts: [{ Name: 'Source' }] })] },
        { Name: 'Build', Actions: [Match.objectLike({ OutputArtifacts: [{ Name: 'Release' }] })] },
      ],
    });
    template.hasResourceProperties(PROJECT, { ConcurrentBuildLimit: 1 });
  });

  test('builds in privileged mode, on an instance of the CPU class', () => {
    const template = pipelineScene().template();
    template.hasResourceProperties(PROJECT, {
      Environment: {
        PrivilegedMode: true,
        HostKernel: Match.absent(),
        ComputeType: 'CUSTOM_INSTANCE_TYPE',
        Type: 'LINUX_EC2',
        Image: 'aws/codebuild/ami/amazonlinux-x86_64-base:latest',
        EnvironmentVariables: Match.absent(),
      },
      TimeoutInMinutes: 60,
    });
    template.hasResourceProperties('AWS::CodeBuild::Fleet', {
      ComputeConfiguration: { instanceType: 'm7a.large' },
      EnvironmentType: 'LINUX_EC2',
      BaseCapacity: 1,
      OverflowBehavior: 'QUEUE',
    });
  });

  test('builds in one private subnet, the most that a fleet takes, without inbound access', () => {
    const { template } = pipelineScene();
    const rendered = template();
    const [fleet] = Object.values(rendered.findResources('AWS::CodeBuild::Fleet')) as [
      { Properties: { FleetVpcConfig: { Subnets: { Ref: string }[] } } },
    ];
    expect(fleet.Properties.FleetVpcConfig.Subnets.map(({ Ref }) => Ref.replace(/Subnet[0-9A-F]+$/, ''))).toEqual([
      'VpcPrivateSubnet1',
    ]);
    rendered.hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
  });

  test.each([CpuClass.m7g(), CpuClass.m8g()])('captures arm64 on arm64, with its runtime layer: $name', (cpuClass) => {
    const template = pipelineScene({ cpuClass }).template();
    template.hasResourceProperties(PROJECT, {
      Environment: Match.objectLike({ Type: 'ARM_EC2', Image: 'aws/codebuild/ami/amazonlinux-arm-base:latest' }),
    });
    template.hasResourceProperties('AWS::CodeBuild::Fleet', {
      EnvironmentType: 'ARM_EC2',
      ComputeConfiguration: { instanceType: `${cpuClass.name}.large` },
    });
    expect(buildSpec(template).phases.install.commands.at(-1)).toMatch(/\/packages\/runtime-linux-arm64$/);
  });

  test('fetches the stage, starts it and hands on the record', () => {
    const { artifacts, phases } = buildSpec(pipelineScene().template());
    expect(phases.install.commands.slice(-4)).toEqual([
      expect.stringMatching(DOWNLOAD),
      'unzip -q -o /tmp/eks-crac-stage.zip -d /tmp/eks-crac-stage',
      expect.stringMatching(DOWNLOAD),
      'unzip -q -o /tmp/eks-crac-stage.zip -d /tmp/eks-crac-stage/packages/runtime-linux-amd64',
    ]);
    expect(phases.build.commands).toHaveLength(2);
    expect(phases.build.commands[1]).toBe(`export EKS_CRAC_RELEASE="$(node -p 'require("./release.json").release')"`);
    expect(artifacts.files).toEqual(['release.json']);
  });

  test('installs the mount helper if there is a file system to mount', () => {
    const { template } = pipelineScene((stack, vpc) => ({
      stores: [CheckpointStore.fileSystem(new CheckpointFileSystem(stack, 'Files', { vpc }))],
    }));
    const rendered = template();
    expect(buildSpec(rendered).phases.install.commands.slice(-6, -4)).toEqual([
      'dnf install --assumeyes --quiet amazon-efs-utils',
      'sed -i "s/^#region = .*/region = $AWS_REGION/" /etc/amazon/efs/efs-utils.conf',
    ]);
    rendered.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 2049, ToPort: 2049 });
  });

  test('encrypts logs and artifacts, and expires them', () => {
    const template = pipelineScene({ logRetention: RetentionDays.ONE_WEEK, timeout: Duration.hours(2) }).template();
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7, KmsKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 30 })] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          Match.objectLike({ ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }) }),
        ],
      },
      LoggingConfiguration: { LogFilePrefix: 'artifacts/' },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
            Condition: { ArnLike: Match.anyValue() },
          }),
        ]),
      }),
    });
    template.hasResourceProperties(PROJECT, { TimeoutInMinutes: 120, EncryptionKey: Match.anyValue() });
  });

  test('leaves nothing behind when its creation fails, and no log group when it is deleted', () => {
    const template = pipelineScene().template();
    const policies = (type: string) =>
      Object.entries(template.findResources(type))
        .filter(([id]) => id.startsWith('PipelineReleases') || id.startsWith('PipelineBuild'))
        .map(([, { DeletionPolicy }]) => String(DeletionPolicy));
    expect(policies('AWS::S3::Bucket')).toEqual(['RetainExceptOnCreate', 'RetainExceptOnCreate']);
    expect(policies('AWS::KMS::Key')).toEqual(['RetainExceptOnCreate']);
    expect(policies('AWS::Logs::LogGroup')).toEqual(['Delete']);
  });

  test('starts no build before its role has its permissions', () => {
    const template = pipelineScene().template();
    const [project] = Object.values(template.findResources(PROJECT)) as [{ DependsOn: string[] }];
    expect(project.DependsOn).toContainEqual(expect.stringMatching(/^PipelineBuildRoleDefaultPolicy/));
  });

  test('shares a fleet and a repository with pipelines of the same CPU class', () => {
    const { template } = pipelineScene((stack, vpc) => ({
      fleet: new CaptureFleet(stack, 'Shared', { vpc, cpuClass: CpuClass.m7a(), baseCapacity: 2 }),
      repository: new CheckpointRepository(stack, 'Images'),
    }));
    const rendered = template();
    rendered.resourceCountIs('AWS::CodeBuild::Fleet', 1);
    rendered.resourceCountIs('AWS::ECR::Repository', 1);
    rendered.hasResourceProperties('AWS::CodeBuild::Fleet', { BaseCapacity: 2 });
  });

  test('has its project, for what there is no prop for', () => {
    const { pipeline, stack, template } = pipelineScene();
    pipeline.project.onBuildFailed('Failed', { target: new SnsTopic(new Topic(stack, 'Topic')) });
    template().hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ source: ['aws.codebuild'] }),
    });
  });

  test('notifies when a release was not made', () => {
    const { pipeline, stack, template } = pipelineScene();
    pipeline.onFailure('Failed', new Topic(stack, 'Topic'));
    template().hasResourceProperties('AWS::CodeStarNotifications::NotificationRule', {
      EventTypeIds: ['codepipeline-pipeline-pipeline-execution-failed'],
    });
  });

  test('takes further stages after the build, with the record as input', () => {
    const { pipeline, template } = pipelineScene();
    pipeline.pipeline.addStage({
      stageName: 'Approve',
      placement: { justAfter: pipeline.buildStage },
      actions: [new ManualApprovalAction({ actionName: 'Approve' })],
    });
    const [made] = Object.values(template().findResources(PIPELINE)) as [
      { Properties: { Stages: { Name: string }[] } },
    ];
    expect(made.Properties.Stages.map(({ Name }) => Name)).toEqual(['Source', 'Build', 'Approve']);
    expect(pipeline.release.atPath('release.json').location).toBe('Release::release.json');
  });

  test('has the name of the service in the capture spec', () => {
    expect(pipelineScene({ spec: specWith({ service: 'clients' }) }).pipeline.service).toBe('clients');
  });

  test('gives the same template for the same props', () => {
    const [first, second] = [pipelineScene(), pipelineScene()].map(({ template }) =>
      JSON.stringify(template().toJSON()),
    );
    expect(first).toBe(second);
  });

  test('does not need to own its fleet', () => {
    const { stack, vpc } = pipelineStack();
    new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m8g() });
    Template.fromStack(stack).hasResourceProperties('AWS::CodeBuild::Fleet', {
      ComputeConfiguration: { instanceType: 'm8g.large' },
    });
  });
});
