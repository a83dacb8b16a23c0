import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { EndpointAccess } from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { CheckpointCluster } from '../constructs/cluster';
import type { ClusterAddOns } from '../constructs/cluster';
import type { IRestoreCluster } from '../constructs/cluster/restore-cluster';
import type { CpuClass } from '../constructs/engines';

export interface ClusterStackProps extends StackProps {
  readonly vpc: IVpc;
  readonly cpuClass: CpuClass;
  /** Addresses outside the VPC from which the API server can be reached. */
  readonly apiServerCidrs: readonly string[];
  /** What its workloads use. */
  readonly addOns: ClusterAddOns;
}

/** The cluster, with its access settings. */
export class ClusterStack extends Stack {
  public readonly cluster: IRestoreCluster;

  public constructor(scope: Construct, id: string, props: ClusterStackProps) {
    super(scope, id, props);
    const cluster = new CheckpointCluster(this, 'Cluster', {
      vpc: props.vpc,
      cpuClass: props.cpuClass,
      addOns: props.addOns,
      // The add-ons of a small cluster fit, at less than half the price of the default.
      systemInstanceType: new InstanceType(props.cpuClass.architecture === 'arm64' ? 't4g.medium' : 't3.medium'),
      endpointAccess: endpointAccess(props.apiServerCidrs),
    });
    this.cluster = cluster;
    new CfnOutput(this, 'KubeconfigCommand', {
      value: `aws eks update-kubeconfig --name ${cluster.clusterName} --region ${this.region} --role-arn ${cluster.adminRole.roleArn}`,
    });
  }
}

function endpointAccess(cidrs: readonly string[]): EndpointAccess {
  return cidrs.length === 0 ? EndpointAccess.PRIVATE : EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(...cidrs);
}
