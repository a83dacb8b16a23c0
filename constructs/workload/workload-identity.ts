import { CfnJson, Token } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import { FederatedPrincipal, PrincipalWithConditions, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IDependable } from 'constructs';
import type { IRestoreCluster } from '../cluster/restore-cluster';
import { UsageError } from '../core/errors';

/** Whose identity it is. */
export interface WorkloadIdentityContext {
  /** Where the pods run. */
  readonly cluster: IRestoreCluster;
  /** The namespace of the workload's service account. */
  readonly namespace: string;
  /** Name of the workload's service account. */
  readonly serviceAccount: string;
}

/** What the workload needs to know of its identity. */
export interface WorkloadIdentityConfig {
  /** What the pods may do. */
  readonly role: IRole;

  /** What has to be there before a pod starts, or it would have no credentials until it is started again. */
  readonly ready: IDependable;

  /**
   * What the service account is annotated with.
   *
   * @default - no annotations
   */
  readonly serviceAccountAnnotations?: Record<string, string>;

  /** Whether the pod gets other variables for its credentials than the capture had. */
  readonly changesEnvironment: boolean;
}

/**
 * How pods get AWS credentials. After `bind` there is a role that only the pods of that service account can assume.
 */
export abstract class WorkloadIdentity {
  /** EKS Pod Identity: the variables in the pod are those of the capture, so every engine can use it. */
  public static podIdentity(): WorkloadIdentity {
    return new PodIdentity();
  }

  /** An IAM role for the service account (IRSA); needs an engine that can change the environment at a restore. */
  public static serviceAccountRole(): WorkloadIdentity {
    return new ServiceAccountRole();
  }

  /** Makes the role in `scope`. */
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
    new CfnPodIdentityAssociation(identity, 'Association', {
      clusterName: cluster.clusterName,
      namespace,
      roleArn: role.roleArn,
      serviceAccount,
    });
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
        // Keys of a template are literal; an issuer that is known at deployment only is put into them by CfnJson.
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
