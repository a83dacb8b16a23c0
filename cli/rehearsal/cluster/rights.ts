import { Failure } from '../../../kit/report/failure';
import type { Kubectl } from './kubectl';

type Verbs = readonly ('create' | 'delete' | 'get' | 'list' | 'patch' | 'watch')[];

/** `kubectl` reads what it applies and watches what it waits for. */
const APPLIED: Verbs = ['get', 'create'];

/** Everything a rehearsal does in a cluster, by group and resource. */
export const RIGHTS: readonly (readonly [group: string, resource: string, verbs: Verbs])[] = [
  // Without `get`, kubectl does not wait for the deletion and does not report it.
  ['', 'namespaces', ['create', 'delete', 'get', 'list', 'watch']],
  ['', 'nodes', ['list']],
  ['', 'serviceaccounts', APPLIED],
  ['', 'configmaps', APPLIED],
  ['', 'services', APPLIED],
  ['apps', 'deployments', [...APPLIED, 'list', 'watch']],
  ['apps', 'deployments/scale', ['patch']],
  ['policy', 'poddisruptionbudgets', APPLIED],
  ['', 'pods', [...APPLIED, 'list']],
  ['', 'pods/log', ['get']],
  ['', 'pods/proxy', ['get']],
];

/** What a comparison of stores creates besides. */
export const STORE_RIGHTS: typeof RIGHTS = [['apps', 'daemonsets', [...APPLIED, 'list', 'watch']]];

/** Checks every right that the rehearsal needs with SelfSubjectAccessReviews, which the cluster does not store. */
export async function requireRights(kubectl: Kubectl, stores: boolean): Promise<void> {
  const needed = stores ? [...RIGHTS, ...STORE_RIGHTS] : RIGHTS;
  const rights = needed.flatMap(([group, resource, verbs]) => verbs.map((verb) => ({ group, resource, verb })));
  const answers = await kubectl.create(rights.map(review), 'jsonpath={.status.allowed}{"\\n"}');
  const allowed = answers.trim().split('\n');
  const missing = rights.filter((_, index) => allowed[index] !== 'true');
  if (missing.length === 0) return;
  const names = missing.map(({ group, resource, verb }) => `${verb} ${resource}${group === '' ? '' : `.${group}`}`);
  throw new Failure(
    'cluster-unavailable',
    `you may not, in the cluster of context ${kubectl.context}: ${names.join(', ')}`,
    'ask the administrator of the cluster for these rights in all namespaces, or select another context with --kube-context',
  );
}

function review({ group, resource: path, verb }: { group: string; resource: string; verb: string }): object {
  const [resource, subresource] = path.split('/');
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: {
      resourceAttributes: { group, resource, verb, ...(subresource === undefined ? {} : { subresource }) },
    },
  };
}
