import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** EKS bills extended support, six times the price of a control plane, unless a cluster refuses it. */
export function requireStandardSupport(cluster: IConstruct): void {
  // By its type: which class it is of depends on the version of the CDK.
  const resource = cluster.node.findAll().find(isCluster);
  if (resource === undefined) throw new TypeError(`${cluster.node.path} is no cluster`);
  resource.addPropertyOverride('UpgradePolicy', { SupportType: 'STANDARD' });
}

function isCluster(node: IConstruct): node is CfnResource {
  return CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::EKS::Cluster';
}
