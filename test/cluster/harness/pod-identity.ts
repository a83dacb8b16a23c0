import { packagePath } from '../../../stage/package-path';
import type { DaemonOptions } from './daemon';
import { AGENT_ADDRESS } from './network';

/** For whom the token of a pod is issued. */
export const AUDIENCE = 'pods.eks.amazonaws.com';

/** A service account with it is one with a Pod Identity association: on EKS, AWS holds the list. */
export const ASSOCIATED = { 'eks-crac.test/pod-identity': 'associated' } as const;

export function agent(kubeconfig: string): DaemonOptions {
  const script = packagePath('test/cluster/harness/pod-identity-agent.ts');
  const argv = [process.execPath, '--import', require.resolve('tsx'), script, kubeconfig, AGENT_ADDRESS];
  return { name: 'pod-identity-agent', argv };
}
