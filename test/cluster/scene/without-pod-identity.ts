import type { Pod } from 'kubernetes-types/core/v1';
import { CREDENTIAL_ENVIRONMENT } from '../../../stage/sandbox/sandbox';
import { webhook } from '../harness/pod-identity';
import { testCluster } from './test-cluster';

/** Work in a cluster that gives no pod a Pod Identity, as one without the agent of EKS. */
export async function withoutPodIdentity<T>(work: () => Promise<T>): Promise<T> {
  const { kubectl } = await testCluster();
  const [, binding] = webhook();
  await kubectl.run(['delete', '--filename', '-'], JSON.stringify(binding));
  try {
    await whenGiven(false);
    return await work();
  } finally {
    await kubectl.apply(webhook());
    await whenGiven(true);
  }
}

/** The server takes note of a policy, and of its end, some time after it has answered. */
async function whenGiven(wanted: boolean): Promise<void> {
  const { kubectl } = await testCluster();
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'asks', namespace: 'default' } };
  await kubectl.apply([account]);
  try {
    await kubectl.until(async () => {
      const pod: Pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'asks', namespace: 'default' },
        spec: { serviceAccountName: 'asks', containers: [{ name: 'service', image: 'x' }] },
      };
      const seen = await kubectl.apply([pod], ['--dry-run=server', '--output', 'json']);
      const given = Object.keys(CREDENTIAL_ENVIRONMENT).every((name) => seen.includes(`"${name}"`));
      return given === wanted ? { found: true } : { seen };
    });
  } finally {
    await kubectl.run(['delete', 'serviceaccount', 'asks', '--namespace', 'default']);
  }
}
