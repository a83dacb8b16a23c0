import { of } from '../known-message';
import { SOURCES } from './sources';

const { kubernetes } = SOURCES;

/** What admission, scheduler and eviction say. */
export const KUBERNETES = of('kubernetes', [
  {
    id: 'kubernetes-pod-security',
    pattern: /violates PodSecurity "/,
    cause: 'the namespace enforces a Pod Security level that forbids what the engine needs; the line lists it',
    remedy: 'label the namespace with the level of the engine, or choose engine `warp`, which needs no privileges',
    source: kubernetes('concepts/security/pod-security-admission/'),
  },
  {
    id: 'kubernetes-quota',
    pattern: /exceeded quota: /,
    cause: 'the namespace has a quota, and the pod would exceed it',
    remedy: 'raise the quota, or run fewer pods in the namespace',
    source: kubernetes('concepts/policy/resource-quotas/'),
  },
  {
    id: 'kubernetes-limit-range',
    pattern: /maximum (memory|cpu) usage per (Container|Pod) is/,
    cause: 'the namespace has a LimitRange below what the release needs',
    remedy: 'change the LimitRange, or capture with less `run.memoryMiB` and `run.cpu`',
    source: kubernetes('concepts/policy/limit-range/'),
  },
  {
    id: 'kubernetes-no-node',
    pattern: /node\(s\) didn't match Pod's node affinity\/selector/,
    cause: 'no node has the labels of the release: architecture and CPU class',
    remedy: 'add a NodePool of the CPU class, or capture with `cpuClass` of the nodes that there are',
    source: kubernetes('concepts/scheduling-eviction/assign-pod-node/'),
  },
  {
    id: 'kubernetes-no-room',
    pattern: /Insufficient (cpu|memory|ephemeral-storage|pods)\b/,
    cause: 'no node has enough free CPU, memory or disk for the pod',
    remedy: 'add nodes or make room; the requests of the pod are those of the capture',
    source: kubernetes('concepts/scheduling-eviction/kube-scheduler/'),
  },
  {
    id: 'kubernetes-taint',
    pattern: /node\(s\) had untolerated taint/,
    cause: 'the nodes that would fit have a taint that the pod does not tolerate',
    remedy: 'add the toleration to the workload, or use nodes without the taint',
    source: kubernetes('concepts/scheduling-eviction/taint-and-toleration/'),
  },
  {
    id: 'kubernetes-budget',
    pattern: /Cannot evict pod as it would violate the pod's disruption budget/,
    cause: 'too few pods of the workload are ready to take this one away',
    remedy: 'wait until another pod is ready; with one replica nothing can be evicted',
    source: kubernetes('concepts/workloads/pods/disruptions/'),
  },
  {
    id: 'kubernetes-webhook',
    pattern: /admission webhook "[^"]+" denied the request/,
    cause: 'a policy of the cluster refuses the object; the line says which',
    remedy: 'have the policy allow the capabilities and the seccomp profile of the engine, or choose engine `warp`',
    source: kubernetes('reference/access-authn-authz/extensible-admission-controllers/'),
  },
]);
