import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What running pods need: the network, names, credentials, nodes, and the nodes' right to join. */
const NEEDED_BY_PODS = ['AWS::EKS::AccessEntry', 'AWS::EKS::Addon', 'AWS::EKS::Nodegroup'];

/**
 * Deletes everything in the cluster before what it runs on. Karpenter ends its nodes while their NodePool is deleted,
 * and without names or its node it never would: the deletion would hang, and leave instances behind.
 */
export function deleteContentFirst(cluster: IConstruct): void {
  const needed = Stack.of(cluster)
    .node.findAll()
    .filter((node) => CfnResource.isCfnResource(node))
    .filter(({ cfnResourceType }) => NEEDED_BY_PODS.includes(cfnResourceType));
  // All manifests and charts depend on this resource of the CDK, those that are added later, too.
  cluster.node.findChild('KubectlReadyBarrier').node.addDependency(...needed);
}
