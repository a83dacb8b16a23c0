import { of } from '../known-message';
import { SOURCES } from './sources';

const { kubernetes } = SOURCES;

/** What the kubelet says of a pod, in its events and in the state of its containers. */
export const KUBELET = of('kubelet', [
  {
    id: 'kubelet-no-user-namespaces',
    pattern: /runtime does not support user namespaces/,
    cause: 'the container runtime of the node is too old for a pod with `hostUsers: false`',
    remedy: 'use nodes with containerd 2.0 and runc 1.2 or newer, or set `hostUsers` of the workload to true',
    source: 'https://github.com/orbstack/orbstack/issues/2312',
  },
  {
    id: 'kubelet-user-namespaces-off',
    pattern: /the feature gate "UserNamespacesSupport" is disabled/,
    cause: 'the kubelet of the node makes no user namespaces, which a pod with `hostUsers: false` asks for',
    remedy: 'use Kubernetes 1.33 or newer on the nodes, or set `hostUsers` of the workload to true',
    source: 'https://github.com/openshift/release/pull/66226',
  },
  {
    id: 'kubelet-image-root',
    pattern: /container has runAsNonRoot and image will run as root/,
    cause: 'a policy or the pod demands another user than root, and the image names none',
    remedy: 'give the image a numeric `USER` in its Dockerfile, and capture again',
    source: kubernetes('tasks/configure-pod-container/security-context/'),
  },
  {
    id: 'kubelet-image-user-name',
    pattern: /image has non-numeric user \(.*\), cannot verify user is non-root/,
    cause: 'the image names its user by a word, which the kubelet cannot compare with root',
    remedy: 'give the image a numeric `USER` in its Dockerfile; workloads of a release have the number already',
    source: kubernetes('tasks/configure-pod-container/security-context/'),
  },
  {
    id: 'kubelet-pull-back-off',
    pattern: /Back-off pulling image/,
    cause: 'the image could not be pulled several times; an earlier event has the reason',
    remedy: 'let the nodes reach the repository of the release, with the right to pull from it',
    source: kubernetes('concepts/containers/images/'),
  },
  {
    id: 'kubelet-crash-loop',
    pattern: /[Bb]ack-off (\S+ )?restarting failed container/,
    cause: 'the container has ended again and again',
    remedy:
      'read the log of the container that ended: `kubectl logs --previous POD`, and give it to `eks-crac doctor -`',
    source: kubernetes('concepts/workloads/pods/pod-lifecycle/'),
  },
  {
    id: 'kubelet-out-of-memory',
    pattern: /\bOOMKilled\b/,
    cause: 'the container used more memory than its limit',
    remedy: 'capture with more `run.memoryMiB`: the limit in the cluster is the one of the capture',
    source: kubernetes('tasks/configure-pod-container/assign-memory-resource/'),
  },
  {
    id: 'kubelet-probe',
    pattern: /(Startup|Liveness|Readiness) probe (failed|errored)/,
    cause: 'the service did not answer a probe as expected',
    remedy:
      'compare path, port and status with the log of the service; under less CPU than at the capture it is slower',
    source: kubernetes('tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'),
  },
  {
    id: 'kubelet-node-pressure',
    pattern: /The node was low on resource: /,
    cause: 'the node ran out of disk or memory and evicted the pod',
    remedy:
      'give the nodes more of the resource that the line names; a checkpoint counts as ephemeral storage while it is unpacked',
    source: kubernetes('concepts/scheduling-eviction/node-pressure-eviction/'),
  },
  {
    id: 'kubelet-volume',
    pattern: /MountVolume\.\w+ failed for volume|Unable to attach or mount volumes/,
    cause: 'a volume of the pod could not be mounted; the line names it',
    remedy: 'check that it exists, that the node reaches it (EFS: port 2049), and that the CSI driver runs',
    source: kubernetes('concepts/storage/volumes/'),
  },
  {
    id: 'kubelet-no-config',
    pattern: /Error: (configmap|secret) "[^"]+" not found/,
    cause: 'the pod takes variables from a ConfigMap or Secret that does not exist',
    remedy: 'create it in the namespace of the pod',
    source: kubernetes('tasks/configure-pod-container/configure-pod-configmap/'),
  },
  {
    id: 'kubelet-cgroup-v1',
    pattern: /kubelet is configured to not run on a host using cgroup v1/,
    cause: 'Kubernetes 1.35 and newer refuse nodes with control groups of version 1',
    remedy: 'use nodes with control groups of version 2, such as AL2023',
    source: kubernetes('concepts/architecture/cgroups/'),
  },
]);
