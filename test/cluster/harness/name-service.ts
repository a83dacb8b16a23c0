import { join } from 'node:path';
import type { DaemonOptions } from './daemon';

/** The domain below which a Service has its name, as on EKS. */
export const CLUSTER_DOMAIN = 'cluster.local';
/** A name that every cluster knows. */
export const KNOWN_NAME = `kubernetes.default.svc.${CLUSTER_DOMAIN}`;

export const COREFILE = 'Corefile';
const ROLE = 'system:coredns';

/** CoreDNS, which follows the cluster's Services. It has the node's address, as a cache on the node has. */
export function nameService(state: string, program: string): DaemonOptions {
  return { name: 'coredns', argv: [program, '-conf', join(state, COREFILE)] };
}

/** All names that are not the cluster's are asked of the machine's own name servers. */
export function corefile(address: string, kubeconfig: string): string {
  return `. {
  bind ${address}
  errors
  kubernetes ${CLUSTER_DOMAIN} {
    kubeconfig ${kubeconfig}
  }
  forward . /etc/resolv.conf
}
`;
}

/** What it reads in the cluster. */
export function nameServiceRights(user: string): readonly object[] {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const verbs = ['list', 'watch'];
  const rules = [
    { apiGroups: [''], resources: ['namespaces', 'services'], verbs },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs },
  ];
  const apiGroup = 'rbac.authorization.k8s.io';
  return [
    { apiVersion, kind: 'ClusterRole', metadata: { name: ROLE }, rules },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: ROLE },
      roleRef: { apiGroup, kind: 'ClusterRole', name: ROLE },
      subjects: [{ apiGroup, kind: 'User', name: user }],
    },
  ];
}
