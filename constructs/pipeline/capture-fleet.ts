import { CfnFleet, Fleet, FleetComputeType, FleetOverflowBehavior } from 'aws-cdk-lib/aws-codebuild';
import type { IBuildImage, IFleet } from 'aws-cdk-lib/aws-codebuild';
import { InstanceType, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Connections, IMachineImage, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';
import { UsageError } from '../core/errors';
import type { CpuClass } from '../engines';
import type { ICaptureFleet } from './capture-fleet-interface';
import { CaptureHost } from './capture-host';
import type { ReservedHost } from './capture-host';
import { validateInstanceType, warnOfRegion } from './host-rules';
import { importedFleet } from './imported-fleet';
import type { CaptureFleetAttributes } from './imported-fleet';

/** Type and number of capture hosts. */
export interface CaptureFleetProps {
  /** The VPC of the builds; they run in one of its private subnets, which needs internet access. */
  readonly vpc: IVpc;

  /** The CPU class. */
  readonly cpuClass: CpuClass;

  /**
   * What the hosts are.
   *
   * @default CaptureHost.ec2()
   */
  readonly host?: ReservedHost;

  /**
   * The subnet of the builds. CodeBuild takes one for a fleet; choose another where its zone lacks the instance type.
   *
   * @default - the first private subnet of `vpc`
   */
  readonly subnet?: ISubnet;

  /**
   * The number of hosts, which is also the number of concurrent builds. Each is billed for as long as the fleet exists,
   * even when idle.
   *
   * @default 1
   */
  readonly baseCapacity?: number;
}

/**
 * The hosts on which checkpoints of a CPU class are captured.
 *
 * Creates a CodeBuild fleet of reserved capacity with one instance type, because on-demand hosts have arbitrary CPUs,
 * and the network of its builds. A fleet is billed even when idle; pipelines of one CPU class can share it.
 */
export class CaptureFleet extends Construct implements ICaptureFleet {
  /** A fleet of another stack or app, so that pipelines can share its hosts. */
  public static fromFleet(scope: Construct, id: string, attributes: CaptureFleetAttributes): ICaptureFleet {
    return importedFleet(scope, id, { ...attributes, host: attributes.host ?? CaptureHost.ec2() });
  }

  /** The CodeBuild fleet. */
  public readonly fleet: IFleet;
  /** The VPC of the builds. */
  public readonly vpc: IVpc;
  /** The class whose checkpoints it captures. */
  public readonly cpuClass: CpuClass;
  /** What its hosts are. */
  public readonly host: ReservedHost;
  /** The connections of the builds, to grant network access to what they use. */
  public readonly connections: Connections;
  /** The build image, for the architecture of the hosts. */
  public readonly buildImage: IBuildImage;
  /** The machine image of its hosts, by its id, if it is not CodeBuild's own. */
  public readonly machineImage?: string;

  public constructor(scope: Construct, id: string, props: CaptureFleetProps) {
    super(scope, id);
    const { baseCapacity = 1, cpuClass, host = CaptureHost.ec2(), vpc } = props;
    this.validateCapacity(baseCapacity);
    validateInstanceType(this, cpuClass, host);
    warnOfRegion(this);
    const subnet = props.subnet ?? this.firstSubnet(vpc);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc });
    this.vpc = vpc;
    this.cpuClass = cpuClass;
    this.host = host;
    const { buildImage, environmentType } = host._image(cpuClass);
    this.buildImage = buildImage;
    this.connections = securityGroup.connections;
    this.fleet = new Fleet(this, 'Fleet', {
      computeType: FleetComputeType.CUSTOM_INSTANCE_TYPE,
      computeConfiguration: { instanceType: new InstanceType(host._instanceType(cpuClass)), disk: host._options.disk },
      environmentType,
      baseCapacity,
      // A build that overflowed to an on-demand host would capture on an arbitrary CPU.
      overflowBehavior: FleetOverflowBehavior.QUEUE,
      vpc,
      subnetSelection: { subnets: [subnet] },
      securityGroups: [securityGroup],
      role: this.createRole(),
    });
    const { machineImage } = this.host._options;
    if (machineImage !== undefined) this.machineImage = this.setImage(machineImage);
    this.acceptWildcards();
  }

  private firstSubnet(vpc: IVpc): ISubnet {
    const [first] = vpc.privateSubnets;
    if (first !== undefined) return first;
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

  /** Actions besides those that the CDK grants, with an own machine image: ec2:DescribeImages, ec2:DescribeSnapshots. */
  private createRole(): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
    if (this.host._options.machineImage !== undefined) {
      const actions = ['ec2:DescribeImages', 'ec2:DescribeSnapshots'];
      Grant.addToPrincipal({ grantee: role, actions, resourceArns: ['*'] });
    }
    return role;
  }

  /** The CDK's fleet has no property for the machine image. */
  private setImage(machineImage: IMachineImage): string {
    const resource = this.fleet.node.defaultChild;
    if (!(resource instanceof CfnFleet)) throw new TypeError('the fleet has no resource');
    const { imageId } = machineImage.getImage(this);
    resource.imageId = imageId;
    return imageId;
  }

  private acceptWildcards(): void {
    acceptFindings(this.node.findChild('Role').node.findChild('DefaultPolicy'), {
      id: 'AwsSolutions-IAM5',
      reason: 'CodeBuild makes the network interfaces of a fleet itself; it refuses roles that are limited further',
      appliesTo: [String.raw`/^Resource::\*$/`, String.raw`/^Resource::arn:.*:ec2:.*:network-interface\/\*$/`],
    });
  }
}
