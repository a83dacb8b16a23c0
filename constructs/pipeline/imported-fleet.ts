import { Arn, ArnFormat, Resource } from 'aws-cdk-lib';
import { FleetComputeType } from 'aws-cdk-lib/aws-codebuild';
import type { EnvironmentType, IFleet } from 'aws-cdk-lib/aws-codebuild';
import { Connections } from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { UnknownPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { CpuClass } from '../engines';
import type { ICaptureFleet } from './capture-fleet-interface';
import type { ReservedHost } from './capture-host';
import { validateInstanceType } from './host-rules';

/** What is known of a fleet that another stack or app has made. */
export interface CaptureFleetAttributes {
  /** The ARN of the fleet; a value of the deployment works as well. */
  readonly fleetArn: string;
  /** The VPC of its builds. */
  readonly vpc: IVpc;
  /** The security groups of its builds, which stores must let in. */
  readonly securityGroups: readonly ISecurityGroup[];
  /** The CPU class of its hosts. */
  readonly cpuClass: CpuClass;

  /**
   * What its hosts are; builds are set up for it.
   *
   * @default CaptureHost.ec2()
   */
  readonly host?: ReservedHost;
}

type KnownAttributes = CaptureFleetAttributes & Required<Pick<CaptureFleetAttributes, 'host'>>;

/** Returns a capture fleet that is only referred to. */
export function importedFleet(scope: Construct, id: string, attributes: KnownAttributes): ICaptureFleet {
  return new ImportedCaptureFleet(scope, id, attributes);
}

class ImportedCaptureFleet extends Construct implements ICaptureFleet {
  public readonly fleet: IFleet;
  public readonly vpc: IVpc;
  public readonly cpuClass: CpuClass;
  public readonly host: ReservedHost;
  public readonly connections: Connections;

  public constructor(scope: Construct, id: string, attributes: KnownAttributes) {
    super(scope, id);
    const { cpuClass, fleetArn, host, securityGroups, vpc } = attributes;
    validateInstanceType(this, cpuClass, host);
    this.vpc = vpc;
    this.cpuClass = cpuClass;
    this.host = host;
    this.connections = new Connections({ securityGroups: [...securityGroups] });
    const { environmentType } = host._image(cpuClass);
    this.fleet = new ReferredFleet(this, 'Fleet', fleetArn, environmentType, this.connections);
  }
}

/** The CDK's own import knows no environment type, which a project needs when the ARN is a value of the deployment. */
class ReferredFleet extends Resource implements IFleet {
  public readonly fleetName: string;
  public readonly computeType = FleetComputeType.CUSTOM_INSTANCE_TYPE;
  public readonly grantPrincipal = new UnknownPrincipal({ resource: this });
  public readonly fleetRef: IFleet['fleetRef'];

  public constructor(
    scope: Construct,
    id: string,
    public readonly fleetArn: string,
    public readonly environmentType: EnvironmentType,
    public readonly connections: Connections,
  ) {
    super(scope, id);
    this.fleetRef = { fleetArn };
    this.fleetName = Arn.split(fleetArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName ?? '';
  }
}
