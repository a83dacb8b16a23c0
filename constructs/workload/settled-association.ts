import { Duration } from 'aws-cdk-lib';
import type { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import { Construct } from 'constructs';
import { BundledResource } from '../core/bundled-resource';

/**
 * Waits in the deployment until an association is effective.
 *
 * EKS gives a pod its credentials when the pod is created, and an association takes some seconds to be effective: a pod
 * that is created sooner has none until it is deleted. A function, one for each stack, asks EKS until its answers are
 * steady. Actions: eks:DescribePodIdentityAssociation on the association.
 */
export class SettledAssociation extends Construct {
  public constructor(scope: Construct, id: string, association: CfnPodIdentityAssociation) {
    super(scope, id);
    new BundledResource(this, 'Settled', {
      functionId: 'EksCracSettle',
      by: {
        handler: 'settle',
        description: 'waits until an association of EKS Pod Identity is effective',
        timeout: Duration.minutes(4),
      },
      type: 'SettledAssociation',
      properties: {
        AssociationId: association.attrAssociationId,
        ClusterName: association.clusterName,
        RoleArn: association.roleArn,
      },
      allow: [{ actions: ['eks:DescribePodIdentityAssociation'], resources: [association.attrAssociationArn] }],
    });
  }
}
