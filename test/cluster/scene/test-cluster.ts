import { homedir, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { ProcessRunner } from '../../../kit/process';
import { Cluster } from '../harness/cluster';
import { Kubectl } from './kubectl';

/** The cluster that the tests run against. */
export interface TestCluster {
  readonly kubectl: Kubectl;
  /** Where its pods reach this machine. */
  address(): Promise<string>;
}

/** Names a context of the kubeconfig: the tests use that cluster and build none. */
export const CONTEXT_VARIABLE = 'EKS_CRAC_TEST_KUBE_CONTEXT';

/** The cluster of the context that `EKS_CRAC_TEST_KUBE_CONTEXT` names; without it the one that the tests build. */
export function testCluster(env: NodeJS.ProcessEnv = process.env): Promise<TestCluster> {
  const context = givenContext(env);
  return context === undefined ? Cluster.onThisMachine(env) : Promise.resolve(givenCluster(context, env));
}

/** Undefined when the tests are to use the cluster that they build. */
export function givenContext(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const context = env[CONTEXT_VARIABLE] ?? '';
  return context === '' ? undefined : context;
}

/** Its nodes must pull from the registry of `machine up` under its name, `localhost:5055`, as nodes of kind can be told. */
function givenCluster(context: string, env: NodeJS.ProcessEnv): TestCluster {
  const home = join(env['HOME'] ?? homedir(), '.kube/config');
  const kubeconfig = (env['KUBECONFIG'] ?? '') === '' ? home : (env['KUBECONFIG'] ?? '');
  return {
    kubectl: new Kubectl(new ProcessRunner(env), { program: 'kubectl', kubeconfig, context }),
    address: () => Promise.resolve(ownAddress()),
  };
}

function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((known) => known ?? []);
  const own = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (own === undefined) throw new Error('this machine has no address that pods could reach');
  return own.address;
}
