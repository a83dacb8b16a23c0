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

/** Type and number of capture hosts. */
export interface CaptureFleetProps {
  /** The VPC of the builds; they run in its private subnets, which need internet access. */
  readonly vpc: IVpc;

  /** The CPU class; the hosts are of its `captureInstanceType`. */
  readonly cpuClass: CpuClass;

  /**
   * The number of hosts, which is also the number of concurrent builds. Each is billed for as long as the fleet exists,
   * even when idle.
   *
   * @default 1
   */
  readonly baseCapacity?: number;
}

/** The build environment; the fleet's environment type and the project's build image must match. */
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
 * Creates a CodeBuild fleet of reserved capacity with one instance type, because on-demand hosts have arbitrary CPUs,
 * and the network of its builds. A fleet is billed even when idle; pipelines of one CPU class can share it.
 */
export class CaptureFleet extends Construct implements IConnectable {
  /** The CodeBuild fleet. */
  public readonly fleet: IFleet;
  /** The VPC of the builds. */
  public readonly vpc: IVpc;
  /** The class whose checkpoints it captures. */
  public readonly cpuClass: CpuClass;
  /** The connections of the builds, to grant network access to what they use. */
  public readonly connections: Connections;
  /** The build image, for the architecture of the hosts. */
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
      // A build that overflowed to an on-demand host would capture on an arbitrary CPU.
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
