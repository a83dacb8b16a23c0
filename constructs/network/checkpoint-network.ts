import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { UsageError } from '../core/errors';

/** How large the network is, and what of it costs. */
export interface CheckpointNetworkProps {
  /**
   * Addresses of the VPC, in CIDR notation.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * How many availability zones have subnets.
   *
   * @default 3
   */
  readonly maxAzs?: number;

  /**
   * NAT gateways for the private subnets, at most one for each zone. Each is billed by the hour; with one, the loss of
   * its zone cuts the others off from the internet.
   *
   * @default 1
   */
  readonly natGateways?: number;

  /**
   * How long the network's flow logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly flowLogRetention?: RetentionDays;
}

const SMALLEST_ZONES = 2;

/**
 * A VPC for the cluster and the pipeline.
 *
 * Creates public and private subnets, NAT gateways, flow logs, and the gateway endpoint of S3: checkpoints, image layers
 * of ECR and the pipeline's artifacts stay off the NAT gateway, and the endpoint costs nothing. A VPC of your own serves
 * as well: every construct takes an `IVpc`.
 */
export class CheckpointNetwork extends Construct {
  /** The VPC, which cluster, pipeline and file system take. */
  public readonly vpc: IVpc;

  public constructor(scope: Construct, id: string, props: CheckpointNetworkProps = {}) {
    super(scope, id);
    const maxAzs = props.maxAzs ?? 3;
    const natGateways = props.natGateways ?? 1;
    this.validateZones(maxAzs);
    this.validateNatGateways(natGateways, maxAzs);
    const vpc = this.createVpc(props.cidr ?? '10.0.0.0/16', maxAzs, natGateways);
    this.logFlows(vpc, props.flowLogRetention ?? RetentionDays.ONE_MONTH);
    this.vpc = vpc;
  }

  private validateZones(maxAzs: number): void {
    if (Number.isInteger(maxAzs) && maxAzs >= SMALLEST_ZONES) return;
    throw new UsageError(
      'invalid-prop',
      `\`maxAzs\` must be at least ${SMALLEST_ZONES}, the least that EKS takes, got: ${maxAzs}`,
      this,
    );
  }

  private validateNatGateways(natGateways: number, maxAzs: number): void {
    if (Number.isInteger(natGateways) && natGateways >= 1 && natGateways <= maxAzs) return;
    throw new UsageError(
      'invalid-prop',
      `\`natGateways\` must be between 1 and ${maxAzs}, the number of zones, got: ${natGateways}; builds and nodes need a way out`,
      this,
    );
  }

  private createVpc(cidr: string, maxAzs: number, natGateways: number): Vpc {
    return new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(cidr),
      maxAzs,
      natGateways,
      // Nothing uses the default group; emptying it would take a function of its own.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      ],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
  }

  private logFlows(vpc: Vpc, retention: RetentionDays): void {
    const logGroup = new LogGroup(this, 'FlowLogs', { retention });
    vpc.addFlowLog('Flows', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    });
  }
}
