import { RemovalPolicy } from 'aws-cdk-lib';
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

/** Size and cost options of the network. */
export interface CheckpointNetworkProps {
  /**
   * The address range of the VPC, in CIDR notation.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * The number of availability zones with subnets.
   *
   * @default 3
   */
  readonly maxAzs?: number;

  /**
   * The number of NAT gateways for the private subnets, at most one per zone. Each is billed by the hour; with only
   * one, losing its zone cuts the other zones off from the internet.
   *
   * @default 1
   */
  readonly natGateways?: number;

  /**
   * Whether directory buckets of S3 Express One Zone have a gateway endpoint, which is free of charge. There is one only
   * where the region has S3 Express.
   *
   * @default false
   */
  readonly expressEndpoint?: boolean;

  /**
   * How long flow logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly flowLogRetention?: RetentionDays;
}

const SMALLEST_ZONES = 2;

/**
 * A VPC for the cluster and the pipeline.
 *
 * Creates public and private subnets, NAT gateways, flow logs, and the gateway endpoint of S3: checkpoints, image
 * layers of ECR and the pipeline's artifacts bypass the NAT gateway, and the endpoint is free of charge. You can use an
 * existing VPC instead: every construct takes an `IVpc`.
 */
export class CheckpointNetwork extends Construct {
  /** The VPC, for the props of cluster, pipeline and file system. */
  public readonly vpc: IVpc;

  public constructor(scope: Construct, id: string, props: CheckpointNetworkProps = {}) {
    super(scope, id);
    const maxAzs = props.maxAzs ?? 3;
    const natGateways = props.natGateways ?? 1;
    this.validateZones(maxAzs);
    this.validateNatGateways(natGateways, maxAzs);
    const vpc = this.createVpc(props.cidr ?? '10.0.0.0/16', maxAzs, natGateways);
    if (props.expressEndpoint === true) {
      vpc.addGatewayEndpoint('S3Express', { service: GatewayVpcEndpointAwsService.S3_EXPRESS });
    }
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
      // Nothing uses the default group; emptying it would require a custom resource function.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      ],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
  }

  private logFlows(vpc: Vpc, retention: RetentionDays): void {
    const logGroup = new LogGroup(this, 'FlowLogs', { retention, removalPolicy: RemovalPolicy.DESTROY });
    vpc.addFlowLog('Flows', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    });
  }
}
