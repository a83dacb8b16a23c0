import {
  EnvironmentType,
  Fleet,
  FleetComputeType,
  FleetOverflowBehavior,
  LinuxArmBuildImage,
  LinuxBuildImage,
} from 'aws-cdk-lib/aws-codebuild';
import type { IBuildImage, IFleet } from 'aws-cdk-lib/aws-codebuild';
import { InstanceType, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { Connections, IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';
import { UsageError } from '../core/errors';
import type { CpuClass } from '../engines';

/** Which hosts there are, and how many. */
export interface CaptureFleetProps {
  /** Builds run in its private subnets, which need a way out. */
  readonly vpc: IVpc;

  /** The hosts are of its `captureInstanceType`. */
  readonly cpuClass: CpuClass;

  /**
   * How many hosts there are, and so how many builds run at the same time. Each is billed for as long as the fleet
   * exists, whether it builds or not.
   *
   * @default 1
   */
  readonly baseCapacity?: number;
}

/** What a build runs in; the environment of a fleet and the image of a project must be of one kind. */
interface Environment {
  readonly environmentType: EnvironmentType;
  readonly buildImage: IBuildImage;
}

const X86: Environment = {
  environmentType: EnvironmentType.LINUX_CONTAINER,
  buildImage: LinuxBuildImage.AMAZON_LINUX_2023_5,
};
const ARM: Environment = {
  environmentType: EnvironmentType.ARM_CONTAINER,
  buildImage: LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0,
};

/**
 * The hosts on which checkpoints of a CPU class are captured.
 *
 * Creates a CodeBuild fleet of reserved capacity with one instance type, because hosts on demand are of any CPU, and the
 * network of its builds. A fleet is billed while it is idle; pipelines of one CPU class can share it.
 */
export class CaptureFleet extends Construct implements IConnectable {
  /** The fleet of CodeBuild. */
  public readonly fleet: IFleet;
  /** The network of its builds. */
  public readonly vpc: IVpc;
  /** The class whose checkpoints it captures. */
  public readonly cpuClass: CpuClass;
  /** The network of its builds, for what they have to reach. */
  public readonly connections: Connections;
  /** What builds run in, of the hosts' architecture. */
  public readonly buildImage: IBuildImage;

  public constructor(scope: Construct, id: string, props: CaptureFleetProps) {
    super(scope, id);
    const baseCapacity = props.baseCapacity ?? 1;
    const { buildImage, environmentType } = props.cpuClass.architecture === 'arm64' ? ARM : X86;
    this.validateSubnets(props.vpc);
    this.validateCapacity(baseCapacity);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc: props.vpc });
    this.vpc = props.vpc;
    this.cpuClass = props.cpuClass;
    this.buildImage = buildImage;
    this.connections = securityGroup.connections;
    this.fleet = new Fleet(this, 'Fleet', {
      computeType: FleetComputeType.CUSTOM_INSTANCE_TYPE,
      computeConfiguration: { instanceType: new InstanceType(props.cpuClass.captureInstanceType) },
      environmentType,
      baseCapacity,
      // A build that overflows to a host on demand would capture on any CPU.
      overflowBehavior: FleetOverflowBehavior.QUEUE,
      vpc: props.vpc,
      subnetSelection: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [securityGroup],
      role: this.createRole(),
    });
    this.acceptNetworkPermissions();
  }

  private validateSubnets(vpc: IVpc): void {
    if (vpc.privateSubnets.length > 0) return;
    throw new UsageError(
      'invalid-prop',
      '`vpc` must have private subnets with a way out, got: none; builds pull images and call AWS from them',
      this,
    );
  }

  private validateCapacity(baseCapacity: number): void {
    if (Number.isInteger(baseCapacity) && baseCapacity >= 1) return;
    throw new UsageError('invalid-prop', `\`baseCapacity\` must be at least 1, got: ${baseCapacity}`, this);
  }

  private createRole(): Role {
    return new Role(this, 'Role', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
  }

  private acceptNetworkPermissions(): void {
    acceptFindings(this.node.findChild('Role').node.findChild('DefaultPolicy'), {
      id: 'AwsSolutions-IAM5',
      reason: 'CodeBuild makes the network interfaces of a fleet itself; it refuses roles that are limited further',
      appliesTo: [String.raw`/^Resource::\*$/`, String.raw`/^Resource::arn:.*:ec2:.*:network-interface\/\*$/`],
    });
  }
}
