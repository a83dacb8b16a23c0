import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BundledFunction } from '../core/bundled-function';

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
    const { function: settle, role } = SettleFunction.of(Stack.of(this));
    // A policy for each association: with one for all, each would wait for the others.
    const policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['eks:DescribePodIdentityAssociation'],
          resources: [association.attrAssociationArn],
        }),
      ],
    });
    const settled = new CustomResource(this, 'Settled', {
      serviceToken: settle.functionArn,
      resourceType: 'Custom::EksCracSettledAssociation',
      serviceTimeout: Duration.minutes(5),
      properties: {
        AssociationId: association.attrAssociationId,
        ClusterName: association.clusterName,
        RoleArn: association.roleArn,
      },
    });
    settled.node.addDependency(policy);
  }
}

class SettleFunction extends BundledFunction {
  public static of(stack: Stack): SettleFunction {
    const id = 'EksCracSettle';
    const found = stack.node.tryFindChild(id);
    return found instanceof SettleFunction ? found : new SettleFunction(stack, id);
  }

  private constructor(scope: Construct, id: string) {
    super(scope, id, {
      handler: 'settle',
      description: 'waits until an association of EKS Pod Identity is effective',
      timeout: Duration.minutes(4),
    });
  }
}
