import { DescribePodIdentityAssociationCommand, ResourceNotFoundException } from '@aws-sdk/client-eks';
import type { EKSClient } from '@aws-sdk/client-eks';
import { waitUntil, WaitTimeout } from '../../kit/wait';

/** An association of EKS Pod Identity, and the role that it is to have. */
export interface Association {
  readonly clusterName: string;
  readonly associationId: string;
  readonly roleArn: string;
}

/** How often EKS is asked, for how long its answers must be right, and when to give up. */
export interface Pace {
  readonly intervalMs: number;
  readonly steadyMs: number;
  readonly timeoutMs: number;
}

/**
 * An association has no state that says whether it is effective; the reference of EKS says "it may take several seconds":
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html
 */
export const PACE: Pace = { intervalMs: 2_000, steadyMs: 20_000, timeoutMs: 150_000 };

/** Waits until EKS has answered with the association and its role, without a break, for a while. */
export async function settle(client: Pick<EKSClient, 'send'>, association: Association, pace = PACE): Promise<void> {
  let since: number | undefined;
  try {
    await waitUntil(pace, async () => {
      const seen = await seenRole(client, association);
      since = seen === association.roleArn ? (since ?? performance.now()) : undefined;
      return since !== undefined && performance.now() - since >= pace.steadyMs ? { found: undefined } : { seen };
    });
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    const { associationId, clusterName } = association;
    throw new Error(
      `Pod Identity association ${associationId} of cluster ${clusterName} has not settled: ${error.message}; deploy again, and see its state with aws eks describe-pod-identity-association`,
      { cause: error },
    );
  }
}

/** Returns the role of the association, or why there is none. A permission, too, takes seconds to be effective. */
async function seenRole(client: Pick<EKSClient, 'send'>, association: Association): Promise<string> {
  const { associationId, clusterName } = association;
  try {
    const answer = await client.send(new DescribePodIdentityAssociationCommand({ associationId, clusterName }));
    return answer.association?.roleArn ?? 'no role';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 'no such association';
    if (error instanceof Error && error.name === 'AccessDeniedException') return 'access denied';
    throw error;
  }
}
