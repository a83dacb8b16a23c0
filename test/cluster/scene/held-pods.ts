import type { Pod } from 'kubernetes-types/core/v1';
import type { TestCluster } from './test-cluster';

const NAME = 'held-pods';
/** No scheduler has this name, so that a pod stays where it is admitted. */
const NO_SCHEDULER = 'none';

/**
 * While work goes on, pods of a namespace are admitted and start nowhere: those of add-ons would mount folders of this
 * machine, and their images are not here.
 */
export async function withHeldPods<T>(cluster: TestCluster, namespace: string, work: () => Promise<T>): Promise<T> {
  const { kubectl } = cluster;
  await kubectl.apply(policy(namespace));
  try {
    await kubectl.until(async () => {
      const seen = await kubectl.apply([probe(namespace)], ['--dry-run=server', '--output', 'json']);
      return seen.includes(`"schedulerName": "${NO_SCHEDULER}"`) ? { found: true } : { seen };
    });
    return await work();
  } finally {
    await kubectl.run(
      ['delete', '--filename', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: policy(namespace) }),
    );
  }
}

function policy(namespace: string): readonly object[] {
  const apiVersion = 'admissionregistration.k8s.io/v1beta1';
  const expression = `Object{spec: Object.spec{schedulerName: "${NO_SCHEDULER}"}}`;
  const spec = {
    matchConstraints: {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    },
    failurePolicy: 'Fail',
    reinvocationPolicy: 'Never',
    mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
  };
  return [
    { apiVersion, kind: 'MutatingAdmissionPolicy', metadata: { name: NAME }, spec },
    { apiVersion, kind: 'MutatingAdmissionPolicyBinding', metadata: { name: NAME }, spec: { policyName: NAME } },
  ];
}

function probe(namespace: string): Pod {
  const spec = { containers: [{ name: 'x', image: 'x' }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: NAME, namespace }, spec };
}
