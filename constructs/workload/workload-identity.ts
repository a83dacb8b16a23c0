import { CfnJson, Token } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import { FederatedPrincipal, PrincipalWithConditions, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IDependable } from 'constructs';
import type { IRestoreCluster } from '../cluster/restore-cluster';
import { UsageError } from '../core/errors';
import { SettledAssociation } from './settled-association';

/** The workload that the identity belongs to. */
export interface WorkloadIdentityContext {
  /** The cluster of the pods. */
  readonly cluster: IRestoreCluster;
  /** The namespace of the workload's service account. */
  readonly namespace: string;
  /** The name of the workload's service account. */
  readonly serviceAccount: string;
}

/** The result of binding an identity to a workload. */
export interface WorkloadIdentityConfig {
  /** The role of the pods. */
  readonly role: IRole;

  /** What must exist before a pod is created; otherwise the pod has no credentials until it is deleted. */
  readonly ready: IDependable;

  /**
   * Annotations of the service account.
   *
   * @default - no annotations
   */
  readonly serviceAccountAnnotations?: Record<string, string>;

  /** Whether the pod has other credential variables than the capture had. */
  readonly changesEnvironment: boolean;
}

/** How pods get AWS credentials. After `bind` there is a role that only pods of that service account can assume. */
export abstract class WorkloadIdentity {
  /** EKS Pod Identity: the pod has the same variables as the capture, so every engine supports it. */
  public static podIdentity(): WorkloadIdentity {
    return new PodIdentity();
  }

  /** An IAM role for the service account (IRSA); requires an engine that can change the environment at restore. */
  public static serviceAccountRole(): WorkloadIdentity {
    return new ServiceAccountRole();
  }

  /** Creates the role in `scope`. */
  public abstract bind(scope: Construct, context: WorkloadIdentityContext): WorkloadIdentityConfig;
}

class PodIdentity extends WorkloadIdentity {
  public bind(scope: Construct, { cluster, namespace, serviceAccount }: WorkloadIdentityContext) {
    const identity = new Construct(scope, 'Identity');
    // EKS tags each session with the pod's namespace and service account.
    const principal = new PrincipalWithConditions(new ServicePrincipal('pods.eks.amazonaws.com'), {
      StringEquals: {
        'aws:RequestTag/kubernetes-namespace': namespace,
        'aws:RequestTag/kubernetes-service-account': serviceAccount,
      },
    });
    const role = new Role(identity, 'Role', { assumedBy: principal.withSessionTags() });
    const association = new CfnPodIdentityAssociation(identity, 'Association', {
      clusterName: cluster.clusterName,
      namespace,
      roleArn: role.roleArn,
      serviceAccount,
    });
    new SettledAssociation(identity, 'Settled', association);
    return { role, ready: identity, changesEnvironment: false };
  }
}

class ServiceAccountRole extends WorkloadIdentity {
  public bind(scope: Construct, { cluster, namespace, serviceAccount }: WorkloadIdentityContext) {
    const provider = cluster.openIdConnectProvider;
    if (provider === undefined) {
      throw new UsageError(
        'conflicting-props',
        'WorkloadIdentity.serviceAccountRole() needs the OpenID Connect provider of the cluster, and `cluster` has no `openIdConnectProvider`; give it one, or choose WorkloadIdentity.podIdentity()',
        scope,
      );
    }
    const identity = new Construct(scope, 'Identity');
    const issuer = provider.openIdConnectProviderIssuer;
    const conditions = {
      [`${issuer}:aud`]: 'sts.amazonaws.com',
      [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
    };
    const role = new Role(identity, 'Role', {
      assumedBy: new FederatedPrincipal(
        provider.openIdConnectProviderArn,
        // Keys in a template must be literal; CfnJson inserts an issuer that is known only at deployment.
        {
          StringEquals: Token.isUnresolved(issuer)
            ? new CfnJson(identity, 'Conditions', { value: conditions })
            : conditions,
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
    });
    const serviceAccountAnnotations = { 'eks.amazonaws.com/role-arn': role.roleArn };
    return { role, ready: identity, serviceAccountAnnotations, changesEnvironment: true };
  }
}
