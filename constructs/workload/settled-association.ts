import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { lambdaBundle } from '../core/lambda-bundle';

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
    const { role, serviceToken } = SettleFunction.of(Stack.of(this));
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
      serviceToken,
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

class SettleFunction extends Construct {
  public static of(stack: Stack): SettleFunction {
    const id = 'EksCracSettle';
    const found = stack.node.tryFindChild(id);
    return found instanceof SettleFunction ? found : new SettleFunction(stack, id);
  }

  public readonly role: IRole;
  public readonly serviceToken: string;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    const { functionArn } = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(lambdaBundle('settle')),
      description: 'waits until an association of EKS Pod Identity is effective',
      handler: 'index.handler',
      logGroup,
      role: this.role,
      runtime: Runtime.NODEJS_24_X,
      // Longer than the program waits, so that its own answer reaches the stack.
      timeout: Duration.minutes(4),
    });
    this.serviceToken = functionArn;
  }
}
