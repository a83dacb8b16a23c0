import { ComputeType } from 'aws-cdk-lib/aws-codebuild';
import type { BuildEnvironment, CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IConnectable, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { UsageError } from '../core/errors';
import type { CpuClass } from '../engines';
import type { BuildRole } from './build-role';
import { CaptureFleet } from './capture-fleet';
import type { ICaptureFleet } from './capture-fleet-interface';
import { CaptureHost, OnDemandHost } from './capture-host';
import type { ReservedHost } from './capture-host';

/** Where the builds of a pipeline run, and how its project says so. */
export interface BuildPlace {
  readonly host: CaptureHost;
  readonly cpuClass: CpuClass;
  readonly vpc: IVpc;
  readonly connections: IConnectable;
  readonly environment: BuildEnvironment;
  /** @default - CodeBuild's own */
  readonly machineImage?: string;
  /**
   * What the CDK's project cannot say, or says with permissions that the build has already.
   *
   * @default - nothing: a fleet has its network
   */
  readonly onDemand?: { readonly hostKernel: string; readonly network: CfnProject.VpcConfigProperty };
}

export interface BuildPlaceProps {
  readonly vpc: IVpc;
  readonly cpuClass: CpuClass;
  /** @default CaptureHost.ec2() */
  readonly host?: CaptureHost;
  /** @default - a private subnet of `vpc`, or all of them on demand */
  readonly subnet?: ISubnet;
  /** @default - a new fleet, or none on demand */
  readonly fleet?: ICaptureFleet;
}

/** Returns the host of a pipeline: that of its fleet, or the one that it is given. */
export function hostOf({ fleet, host }: Pick<BuildPlaceProps, 'fleet' | 'host'>): CaptureHost {
  return fleet?.host ?? host ?? CaptureHost.ec2();
}

/** Returns where a pipeline builds; makes a fleet if it needs one and has none. */
export function buildPlace(scope: Construct, props: BuildPlaceProps, role: BuildRole): BuildPlace {
  const { host, ...rest } = props;
  if (host instanceof OnDemandHost) return onDemandPlace(scope, props, host, role);
  return fleetPlace(props.fleet ?? new CaptureFleet(scope, 'Fleet', { ...rest, host: host as ReservedHost }));
}

function fleetPlace(fleet: ICaptureFleet): BuildPlace {
  const { cpuClass, host, vpc } = fleet;
  const environment = {
    buildImage: host._image(cpuClass).buildImage,
    computeType: ComputeType.CUSTOM_INSTANCE_TYPE,
    fleet: fleet.fleet,
  };
  const { machineImage } = fleet;
  return {
    host,
    cpuClass,
    vpc,
    connections: fleet,
    environment,
    ...(machineImage === undefined ? {} : { machineImage }),
  };
}

function onDemandPlace(
  scope: Construct,
  { cpuClass, subnet, vpc }: BuildPlaceProps,
  host: OnDemandHost,
  role: BuildRole,
): BuildPlace {
  const subnets = subnet === undefined ? vpc.privateSubnets : [subnet];
  if (subnets.length === 0) {
    throw new UsageError(
      'invalid-prop',
      '`vpc` must have private subnets with a way out, got: none; builds pull images and call AWS from them',
      scope,
    );
  }
  const securityGroup = new SecurityGroup(scope, 'BuildSecurityGroup', { vpc });
  role.grantNetwork(subnets);
  return {
    host,
    cpuClass,
    vpc,
    connections: securityGroup,
    environment: { buildImage: host._image(cpuClass).buildImage, computeType: host._computeType },
    onDemand: {
      hostKernel: host._hostKernel,
      network: {
        vpcId: vpc.vpcId,
        subnets: subnets.map(({ subnetId }) => subnetId),
        securityGroupIds: [securityGroup.securityGroupId],
      },
    },
  };
}
