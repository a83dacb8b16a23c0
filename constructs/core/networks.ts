import { CfnResource, Token, TokenComparison } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';

/**
 * Whether two VPCs are certainly not the same. Two objects may stand for one VPC, as after a lookup in each of two
 * stacks, so ids are compared; ids of the deployment tell nothing unless this app creates both VPCs.
 */
export function areDifferentNetworks(one: IVpc, other: IVpc): boolean {
  const ids = Token.compareStrings(one.vpcId, other.vpcId);
  if (ids !== TokenComparison.BOTH_UNRESOLVED) return ids === TokenComparison.DIFFERENT;
  const [created, alsoCreated] = [one.node.defaultChild, other.node.defaultChild];
  return isResource(created) && isResource(alsoCreated) && created !== alsoCreated;
}

function isResource(construct: IVpc['node']['defaultChild']): construct is CfnResource {
  return construct !== undefined && CfnResource.isCfnResource(construct);
}
