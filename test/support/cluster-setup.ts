import { Cluster } from '../cluster/harness/cluster';
import containersSetup from './containers-setup';

/**
 * Once before the suites that need a cluster: brings up what a rehearsal needs, and a Kubernetes beside it. Where it
 * cannot be built the suites fail; who cannot have it says so with `EKS_CRAC_TEST_CLUSTER=skip`.
 */
export default async function clusterSetup(): Promise<void> {
  if (process.env['EKS_CRAC_TEST_CLUSTER'] === 'skip') return;
  await containersSetup();
  const cluster = await Cluster.onThisMachine();
  await cluster.up((line) => process.stderr.write(`${line}\n`));
}
