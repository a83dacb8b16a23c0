import { Size } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Cache, ComputeType, LocalCacheMode } from 'aws-cdk-lib/aws-codebuild';
import { InstanceType, MachineImage, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CaptureHost, CheckpointFileSystem, CheckpointStore, CpuClass } from '../../../../constructs';
import { buildSpec } from '../../../support/cdk/build-spec';
import { on, RolePolicies } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';
import { FIELDS, pipelineScene, specWith } from '../../../support/cdk/pipeline-scene';

const PROJECT = 'AWS::CodeBuild::Project';
const FLEET = 'AWS::CodeBuild::Fleet';
const WARP = specWith({ engine: { type: 'warp' } });
const OWN_IMAGE = MachineImage.genericLinux({ 'eu-west-1': 'ami-0123456789abcdef0' });

describe('CaptureHost.ec2()', () => {
  test('is the default, and runs the default engine', () => {
    expect(() => pipelineScene({ host: CaptureHost.ec2() })).not.toThrow();
    const texts = [pipelineScene(), pipelineScene({ host: CaptureHost.ec2() })].map(({ template }) =>
      template().toJSON(),
    );
    expect(texts[0]).toEqual(texts[1]);
  });

  test('takes type, disk and subnet', () => {
    const { template } = pipelineScene((_stack, vpc) => ({
      host: CaptureHost.ec2({ instanceType: new InstanceType('c7a.2xlarge'), disk: Size.gibibytes(100) }),
      subnet: vpc.privateSubnets[1],
      spec: specWith({ run: { ...FIELDS.run, cpu: 8 } }),
    }));
    template().hasResourceProperties(FLEET, {
      ComputeConfiguration: { instanceType: 'c7a.2xlarge', disk: 100 },
      FleetVpcConfig: Match.objectLike({ Subnets: [{ Ref: Match.stringLikeRegexp('^VpcPrivateSubnet2') }] }),
    });
  });

  test('has no image and no further permission unless one is given', async () => {
    const template = pipelineScene().template();
    template.hasResourceProperties(FLEET, { ImageId: Match.absent() });
    const policies = new RolePolicies(template);
    const role = policies.find('AWS::IAM::Role', 'PipelineFleetRole');
    expect(await policies.allows(role, { action: 'ec2:DescribeImages', resource: '*' })).toBe(false);
  });

  test('takes a machine image, which the role of the fleet may look at', async () => {
    const { stack, template: made } = pipelineScene({ host: CaptureHost.ec2({ machineImage: OWN_IMAGE }) });
    const template = made();
    template.hasResourceProperties(FLEET, { ImageId: 'ami-0123456789abcdef0', EnvironmentType: 'LINUX_EC2' });
    const policies = new RolePolicies(template);
    const role = policies.find('AWS::IAM::Role', 'PipelineFleetRole');
    for (const request of on('*', ['ec2:DescribeImages', 'ec2:DescribeSnapshots']))
      expect([request, await policies.allows(role, request)]).toEqual([request, true]);
    expect(nagFindings(stack)).toEqual([]);
  });

  test('installs what an instance may lack, and leaves its control groups alone', () => {
    const { commands, 'runtime-versions': versions } = buildSpec(pipelineScene().template()).phases.install;
    expect(versions).toBeUndefined();
    expect(commands.slice(0, -8)).toEqual([
      String.raw`node --version 2>/dev/null | grep -qE '^v(2[2-9]|[3-9][0-9])\.' || dnf install --assumeyes --quiet nodejs22`,
      'command -v unzip >/dev/null || dnf install --assumeyes --quiet unzip',
      'command -v docker >/dev/null || dnf install --assumeyes --quiet docker',
      'docker info >/dev/null 2>&1 || systemctl start docker',
    ]);
  });

  test('is rejected with a type of another CPU class', () => {
    expect(() => pipelineScene({ host: CaptureHost.ec2({ instanceType: new InstanceType('c5.large') }) })).toThrow(
      new Error(
        "`instanceType` of CaptureHost.ec2() must be of m7a, c7a, r7a, the families of CPU class 'm7a', got: 'c5.large'; choose a type of these, or another `cpuClass` [at Stack/Pipeline/Fleet]",
      ),
    );
  });
});

describe('CaptureHost.fleet()', () => {
  test('builds in a container with its own Docker, whose layers it keeps', () => {
    const template = pipelineScene({ host: CaptureHost.fleet(), spec: WARP }).template();
    template.hasResourceProperties(PROJECT, {
      Environment: Match.objectLike({
        PrivilegedMode: true,
        HostKernel: Match.absent(),
        Type: 'LINUX_CONTAINER',
        Image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
      }),
      Cache: { Type: 'LOCAL', Modes: ['LOCAL_DOCKER_LAYER_CACHE'] },
    });
    template.hasResourceProperties(FLEET, { EnvironmentType: 'LINUX_CONTAINER' });
    const { commands, 'runtime-versions': versions } = buildSpec(template).phases.install;
    expect(versions).toEqual({ nodejs: 22 });
    expect(commands).toHaveLength(9);
    expect(commands[0]).toContain('/sys/fs/cgroup/cgroup.subtree_control');
  });

  test('builds arm64 in a container of that', () => {
    const template = pipelineScene({ host: CaptureHost.fleet(), spec: WARP, cpuClass: CpuClass.m8g() }).template();
    template.hasResourceProperties(PROJECT, {
      Environment: Match.objectLike({
        Type: 'ARM_CONTAINER',
        Image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0',
      }),
    });
  });

  test('is rejected for criu, whose kernel it is not known to have', () => {
    expect(() => pipelineScene({ host: CaptureHost.fleet() })).toThrow(
      new Error(
        "engine 'criu' needs Linux 5.9 or newer, and of CaptureHost.fleet() nothing newer is known than 4.14; use CaptureHost.ec2(), or choose engine 'warp' [at Stack/Pipeline]",
      ),
    );
  });
});

describe('CaptureHost.onDemand()', () => {
  const scene = (change = {}) => pipelineScene({ host: CaptureHost.onDemand(), ...change });

  test('has kernel 6 and no fleet, and builds in the private subnets', () => {
    const template = scene().template();
    template.resourceCountIs(FLEET, 0);
    template.hasResourceProperties(PROJECT, {
      Environment: Match.objectLike({
        PrivilegedMode: true,
        HostKernel: 'LINUX_KERNEL_6',
        ComputeType: 'BUILD_GENERAL1_MEDIUM',
        Type: 'LINUX_CONTAINER',
        Fleet: Match.absent(),
      }),
      Cache: { Type: 'NO_CACHE' },
      VpcConfig: Match.objectLike({
        Subnets: [
          { Ref: Match.stringLikeRegexp('^VpcPrivateSubnet1') },
          { Ref: Match.stringLikeRegexp('^VpcPrivateSubnet2') },
        ],
      }),
    });
    expect(buildSpec(template).phases.build.commands[0]).toMatch(/ --any-cpu$/);
  });

  test('lets the build make its network interfaces in these subnets, and passes cdk-nag', async () => {
    const { stack, template } = pipelineScene((scope, vpc) => ({
      host: CaptureHost.onDemand(),
      stores: [CheckpointStore.fileSystem(new CheckpointFileSystem(scope, 'Files', { vpc }))],
    }));
    const policies = new RolePolicies(template());
    const role = policies.find('AWS::IAM::Role', 'PipelineBuildRole');
    const subnet = policies.arnOf('AWS::EC2::Subnet', 'VpcPrivateSubnet2');
    const context = { 'ec2:Subnet': subnet, 'ec2:AuthorizedService': 'codebuild.amazonaws.com' };
    const anInterface = 'arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-1';
    const permit = (change: object) => ({
      action: 'ec2:CreateNetworkInterfacePermission',
      resource: anInterface,
      context: { ...context, ...change },
    });
    expect(await policies.allows(role, { action: 'ec2:CreateNetworkInterface', resource: anInterface })).toBe(true);
    expect(await policies.allows(role, permit({}))).toBe(true);
    expect(await policies.allows(role, permit({ 'ec2:Subnet': `${subnet}x` }))).toBe(false);
    expect(nagFindings(stack)).toEqual([]);
  });

  test('says that the CPU may be another one at each build', () => {
    Annotations.fromStack(scene().stack).hasWarning(
      '/Stack/Pipeline',
      Match.stringLikeRegexp(
        String.raw`^\`host\` is CaptureHost\.onDemand\(\), whose CPU may be another one at each build, and the pods run on nodes of CPU class 'm7a': on one that lacks a feature of it they start cold; use CaptureHost\.ec2\(\) to capture on a CPU of the class`,
      ),
    );
  });

  test('is rejected for a service that is too large for it', () => {
    expect(() => scene({ spec: specWith({ run: { ...FIELDS.run, cpu: 8 } }) })).toThrow(
      new Error(
        '`run.cpu` must be at most 4, the CPUs of the capture host BUILD_GENERAL1_MEDIUM, got: 8; give the capture host a larger `computeType` [at Stack/Pipeline]',
      ),
    );
    const host = CaptureHost.onDemand({ computeType: ComputeType.LARGE });
    expect(() => scene({ host, spec: specWith({ run: { ...FIELDS.run, cpu: 8 } }) })).not.toThrow();
  });

  test('is rejected in a network without private subnets', () => {
    expect(() =>
      pipelineScene((stack) => ({
        host: CaptureHost.onDemand(),
        vpc: new Vpc(stack, 'Open', { availabilityZones: ['eu-west-1a'], natGateways: 0, subnetConfiguration: [] }),
      })),
    ).toThrow(
      new Error(
        '`vpc` must have private subnets with a way out, got: none; builds pull images and call AWS from them [at Stack/Pipeline]',
      ),
    );
  });
});

describe('the cache of a pipeline', () => {
  test('may be another one', () => {
    const { template } = pipelineScene({ cache: Cache.local(LocalCacheMode.CUSTOM) });
    template().hasResourceProperties(PROJECT, { Cache: { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] } });
  });
});
