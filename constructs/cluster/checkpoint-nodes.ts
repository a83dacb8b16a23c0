import type { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { UsageError } from '../core/errors';
import { grantDiskKey } from './disk-key';
import { cpuClassNodes, nodesOf } from './node-pools';
import type { NodePoolProps } from './node-pools';
import type { IRestoreCluster } from './restore-cluster';

/** Nodes of an existing cluster. */
export interface CheckpointNodesProps extends NodePoolProps {
  /** The cluster, which runs Karpenter 1.x; each of its CPU classes gets a NodePool. */
  readonly cluster: IRestoreCluster;

  /** The role of Karpenter's nodes. It exists, with an access entry, where Karpenter has made nodes before. */
  readonly role: IRole;

  /**
   * The subnets of the nodes.
   *
   * @default - the private subnets of the cluster's `vpc`
   */
  readonly subnets?: readonly ISubnet[];

  /**
   * The security group of the nodes.
   *
   * @default - the first one of the cluster's connections
   */
  readonly securityGroup?: ISecurityGroup;

  /**
   * The role of Karpenter itself, which may then use `diskKey` through EC2.
   *
   * @default - must be given with `diskKey`
   */
  readonly karpenter?: IGrantable;
}

/**
 * The nodes that restores need, in a cluster that has Karpenter already: an EC2NodeClass and a NodePool for each CPU class,
 * both named `cpu-class-NAME`. AWS bills the nodes that Karpenter adds.
 */
export class CheckpointNodes extends Construct {
  public constructor(scope: Construct, id: string, props: CheckpointNodesProps) {
    super(scope, id);
    const { cluster, diskKey, karpenter, role } = props;
    if (diskKey !== undefined) grantDiskKey(this, diskKey, karpenter ?? this.missingKarpenter());
    const network = {
      role: role.roleName,
      subnetIds: this.subnets(props).map(({ subnetId }) => subnetId),
      securityGroupId: this.securityGroup(props).securityGroupId,
      tagged: this,
    };
    for (const cpuClass of cluster.cpuClasses) {
      const nodes = nodesOf(cpuClass, cluster.cpuClasses, props);
      cluster.apply(this, cpuClass.name, cpuClassNodes(this, cpuClass, nodes, network));
    }
  }

  private missingKarpenter(): never {
    throw new UsageError(
      'conflicting-props',
      '`diskKey` needs `karpenter`, the role that starts the nodes, got: none; pass the role of its controller',
      this,
    );
  }

  private subnets({ cluster, subnets = cluster.vpc?.privateSubnets ?? [] }: CheckpointNodesProps): readonly ISubnet[] {
    if (subnets.length > 0) return subnets;
    throw new UsageError(
      'invalid-prop',
      '`subnets` must have at least 1 entry, got: none, and the `vpc` of the cluster is not known or has no private ones; pass the subnets of the nodes',
      this,
    );
  }

  private securityGroup({ cluster, securityGroup }: CheckpointNodesProps): ISecurityGroup {
    const found = securityGroup ?? cluster.connections.securityGroups[0];
    if (found !== undefined) return found;
    throw new UsageError(
      'invalid-prop',
      '`securityGroup` must be that of the nodes, got: none, and the cluster has none either; pass the group that lets nodes and API server reach each other',
      this,
    );
  }
}
