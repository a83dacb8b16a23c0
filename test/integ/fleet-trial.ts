import { App, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { BuildSpec, Project } from 'aws-cdk-lib/aws-codebuild';
import { IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CaptureFleet, CpuClass } from '../../constructs';
import { hostSetUp } from '../../constructs/pipeline/install-commands';
import type { ReservedHost } from '../../constructs/pipeline/capture-host';

const IMAGE = 'public.ecr.aws/docker/library/alpine:3';

/** What a capture needs of its host; the first one that fails ends the build. */
const QUESTIONS = [
  'uname --kernel-release',
  'lscpu',
  'id --user',
  'cat /proc/self/cgroup && ls /sys/fs/cgroup',
  'docker version',
  'docker buildx version',
  `docker run --rm --memory 64m --cpus 1 --pids-limit 100 ${IMAGE} true`,
  `docker run --rm --cap-drop ALL --cap-add CHECKPOINT_RESTORE --cap-add SYS_PTRACE ${IMAGE} grep Cap /proc/self/status`,
];

/**
 * A fleet in a network of one zone, and a project whose build says what its hosts are. The stack's output is the command
 * that starts the build; its log is the answer.
 */
export function fleetTrial(id: string, host: ReservedHost): App {
  const app = new App({ analyticsReporting: false });
  const env = { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] };
  const stack = new Stack(app, id, { env });
  const { buildImage, fleet } = new CaptureFleet(stack, 'Fleet', {
    vpc: network(stack),
    cpuClass: CpuClass.m7a(),
    host,
  });
  const { commands, runtimes } = hostSetUp(host, false);
  const phases = { install: { ...runtimes, commands }, build: { commands: QUESTIONS } };
  const { projectName } = new Project(stack, 'Project', {
    environment: { fleet, buildImage, privileged: true },
    buildSpec: BuildSpec.fromObject({ version: '0.2', phases }),
    grantReportGroupPermissions: false,
  });
  new CfnOutput(stack, 'StartCommand', { value: `aws codebuild start-build --project-name ${projectName}` });
  return app;
}

function network(stack: Stack): Vpc {
  return new Vpc(stack, 'Vpc', {
    ipAddresses: IpAddresses.cidr('10.99.0.0/24'),
    // Whichever the account has first: nothing is looked up.
    availabilityZones: [Fn.select(0, Fn.getAzs())],
    natGateways: 1,
    subnetConfiguration: [
      { name: 'public', subnetType: SubnetType.PUBLIC },
      { name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    ],
  });
}
