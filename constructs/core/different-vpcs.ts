import { Resource, Token, TokenComparison } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';

/**
 * Whether two VPCs are known to be different ones. The same VPC may be two constructs, looked up or imported in two
 * stacks; ids that are known at deployment only can be compared only where both VPCs are made in this app.
 */
export function areDifferentVpcs(one: IVpc, other: IVpc): boolean {
  const comparison = Token.compareStrings(one.vpcId, other.vpcId);
  if (comparison !== TokenComparison.BOTH_UNRESOLVED) return comparison === TokenComparison.DIFFERENT;
  return one !== other && Resource.isOwnedResource(one) && Resource.isOwnedResource(other);
}
