import { App, Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CaptureFleet, CaptureHost, CheckpointFileSystem, CheckpointStore, CpuClass } from '../../../../constructs';
import { pipelineScene, pipelineStack } from '../../../support/cdk/pipeline-scene';

const PROJECT = 'AWS::CodeBuild::Project';
const FLEET = 'AWS::CodeBuild::Fleet';
const FLEET_ARN = 'arn:aws:codebuild:eu-west-1:111122223333:fleet/shared:0a1b';

describe('a fleet', () => {
  test.each([FLEET_ARN, Fn.importValue('SharedFleet')])(
    'of another stack is referred to by its ARN: %s',
    (fleetArn) => {
      const { template } = pipelineScene((stack, vpc) => ({
        fleet: CaptureFleet.fromFleet(stack, 'Shared', {
          fleetArn,
          vpc,
          cpuClass: CpuClass.m7a(),
          securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123')],
        }),
        stores: [CheckpointStore.fileSystem(new CheckpointFileSystem(stack, 'Files', { vpc }))],
      }));
      const rendered = template();
      rendered.resourceCountIs(FLEET, 0);
      rendered.hasResourceProperties(PROJECT, {
        Environment: Match.objectLike({
          Fleet: { FleetArn: fleetArn === FLEET_ARN ? FLEET_ARN : { 'Fn::ImportValue': 'SharedFleet' } },
          Type: 'LINUX_EC2',
        }),
      });
      rendered.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { SourceSecurityGroupId: 'sg-0123' });
    },
  );

  test('decides what engine runs on it', () => {
    expect(() =>
      pipelineScene((stack, vpc) => ({
        fleet: new CaptureFleet(stack, 'Shared', { vpc, cpuClass: CpuClass.m7a(), host: CaptureHost.fleet() }),
      })),
    ).toThrow("engine 'criu' needs Linux 5.9 or newer, and of CaptureHost.fleet() nothing newer is known than 4.14");
  });

  test.each(['host', 'subnet'] as const)('has its %s, so that the pipeline must have none', (name) => {
    expect(() =>
      pipelineScene((stack, vpc) => ({
        fleet: new CaptureFleet(stack, 'Shared', { vpc, cpuClass: CpuClass.m7a() }),
        [name]: { host: CaptureHost.ec2(), subnet: vpc.privateSubnets[0] }[name],
      })),
    ).toThrow(
      new Error(
        `\`${name}\` is for the fleet that the pipeline makes, and \`fleet\` is given; give \`${name}\` to the CaptureFleet, or drop \`fleet\` [at Stack/Pipeline]`,
      ),
    );
  });

  test('warns of a region without fleets, as far as is known', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-north-1' } });
    const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['eu-north-1a'] });
    new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7a() });
    Annotations.fromStack(stack).hasWarning(
      '/Stack/Fleet',
      Match.stringLikeRegexp(
        String.raw`^\`region\` has no fleets of CodeBuild as far as is known, got: eu-north-1, and a deployment there fails; choose one of ap-northeast-1, .*, us-west-2, or CaptureHost\.onDemand\(\)`,
      ),
    );
  });

  test('warns of nothing where there are fleets, nor where the region is known at deployment', () => {
    const { stack } = pipelineStack();
    new CaptureFleet(stack, 'Fleet', { vpc: new Vpc(stack, 'Own'), cpuClass: CpuClass.m7a() });
    const open = new Stack(new App(), 'Open');
    new CaptureFleet(open, 'Fleet', { vpc: new Vpc(open, 'Vpc'), cpuClass: CpuClass.m7a() });
    for (const one of [stack, open]) expect(Annotations.fromStack(one).findWarning('*', Match.anyValue())).toEqual([]);
    expect(Template.fromStack(open).findResources(FLEET)).not.toEqual({});
  });
});

describe('a pipeline on a fleet', () => {
  test('is rejected with hosts of another CPU class', () => {
    expect(() =>
      pipelineScene((stack, vpc) => ({ fleet: new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7i() }) })),
    ).toThrow(
      new Error(
        "`fleet` must have hosts of CPU class 'm7a', the pipeline's `cpuClass`, got: 'm7i'; pass a fleet of that class or drop `fleet` [at Stack/Pipeline]",
      ),
    );
  });

  test('is rejected with hosts in another VPC', () => {
    expect(() =>
      pipelineScene((stack) => {
        const vpc = new Vpc(stack, 'Other', { availabilityZones: ['eu-west-1a'] });
        return { fleet: new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7a() }) };
      }),
    ).toThrow(new Error('`fleet` must be in `vpc`; pass the VPC of the fleet [at Stack/Pipeline]'));
  });

  test('accepts a VPC that was imported twice, and rejects two ids', () => {
    const imported = (stack: Stack, id: string, vpcId: string) =>
      Vpc.fromVpcAttributes(stack, id, {
        vpcId,
        availabilityZones: ['eu-west-1a'],
        privateSubnetIds: ['subnet-1'],
      });
    const scene = (vpcId: string) => () =>
      pipelineScene((stack) => {
        const vpc = imported(stack, 'One', 'vpc-1');
        return {
          vpc,
          fleet: new CaptureFleet(stack, 'Fleet', {
            vpc: imported(stack, 'Other', vpcId),
            cpuClass: CpuClass.m7a(),
          }),
        };
      });
    expect(scene('vpc-1')).not.toThrow();
    expect(scene('vpc-2')).toThrow('`fleet` must be in `vpc`; pass the VPC of the fleet');
  });

  test('is rejected in a network without internet access', () => {
    const { stack } = pipelineStack();
    const vpc = new Vpc(stack, 'Open', {
      availabilityZones: ['eu-west-1a'],
      subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC }],
    });
    expect(() => new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7a() })).toThrow(
      new Error(
        '`vpc` must have private subnets with a way out, got: none; builds pull images and call AWS from them [at Stack/Fleet]',
      ),
    );
  });

  test.each([0, 1.5])('is rejected with a fleet of %d hosts', (baseCapacity) => {
    const { stack, vpc } = pipelineStack();
    expect(() => new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7a(), baseCapacity })).toThrow(
      new Error(`\`baseCapacity\` must be at least 1, got: ${baseCapacity} [at Stack/Fleet]`),
    );
  });
});
