import { Cluster } from '../cluster/harness/cluster';
import { givenContext, testCluster } from '../cluster/scene/test-cluster';
import { packagePath } from '../../kit/package-path';
import { bundleLambdas } from '../../scripts/bundle-lambda';
import containersSetup from './containers-setup';

/**
 * Once before the suites that need a cluster: brings up what a rehearsal needs, the bundles that a stack uploads, and a Kubernetes,
 * unless
 * `EKS_CRAC_TEST_KUBE_CONTEXT` names one. Where it cannot be built the suites fail; `EKS_CRAC_TEST_CLUSTER=skip` does without.
 */
export default async function clusterSetup(): Promise<void> {
  if (process.env['EKS_CRAC_TEST_CLUSTER'] === 'skip') return;
  await containersSetup();
  await bundleLambdas(packagePath('dist/lambda-bundle'));
  if (givenContext() === undefined)
    await (await Cluster.onThisMachine()).up((line) => process.stderr.write(`${line}\n`));
  // Fails here, with kubectl's own words, where the context does not lead to a cluster.
  else await (await testCluster()).kubectl.run(['get', '--raw', '/readyz']);
}
