import { CfnCluster } from 'aws-cdk-lib/aws-eks';
import type { IConstruct } from 'constructs';

/** EKS bills extended support, six times the price of a control plane, unless a cluster refuses it. */
export function requireStandardSupport(cluster: IConstruct): void {
  const resource = cluster.node.findAll().find((node) => node instanceof CfnCluster);
  if (resource === undefined) throw new TypeError(`${cluster.node.path} is no cluster`);
  resource.upgradePolicy = { supportType: 'STANDARD' };
}
