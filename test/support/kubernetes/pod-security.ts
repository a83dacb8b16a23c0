import type { Container, PodSpec } from 'kubernetes-types/core/v1';

type Rule = (pod: PodSpec, containers: readonly Container[]) => boolean;

// The controls of https://kubernetes.io/docs/concepts/security/pod-security-standards/ by their names there.
const BASELINE_CAPABILITIES =
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  );
const RESTRICTED_VOLUMES = [
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'],
  ...['image', 'name'],
];

const added = ({ securityContext }: Container) => securityContext?.capabilities?.add ?? [];

const BASELINE: Readonly<Record<string, Rule>> = {
  'Host Namespaces': (pod) => [pod.hostNetwork, pod.hostPID, pod.hostIPC].every((host) => host !== true),
  'Privileged Containers': (_pod, all) => all.every(({ securityContext }) => securityContext?.privileged !== true),
  Capabilities: (_pod, all) => all.flatMap(added).every((name) => BASELINE_CAPABILITIES.includes(name)),
  'HostPath Volumes': (pod) => (pod.volumes ?? []).every(({ hostPath }) => hostPath === undefined),
  'Host Ports': (_pod, all) => all.flatMap(({ ports }) => ports ?? []).every(({ hostPort }) => hostPort === undefined),
  Seccomp: (pod, all) =>
    [pod, ...all].every(({ securityContext }) => securityContext?.seccompProfile?.type !== 'Unconfined'),
};

const RESTRICTED: Readonly<Record<string, Rule>> = {
  ...BASELINE,
  'Volume Types': (pod) => (pod.volumes ?? []).flatMap(Object.keys).every((type) => RESTRICTED_VOLUMES.includes(type)),
  'Privilege Escalation': (_pod, all) =>
    all.every(({ securityContext }) => securityContext?.allowPrivilegeEscalation === false),
  'Running as Non-root': (_pod, all) => all.every(({ securityContext }) => securityContext?.runAsNonRoot === true),
  'Running as Non-root user': (pod, all) =>
    [pod, ...all].every(({ securityContext }) => securityContext?.runAsUser !== 0),
  'Seccomp (restricted)': (_pod, all) =>
    all.every(({ securityContext }) => securityContext?.seccompProfile?.type === 'RuntimeDefault'),
  'Capabilities (restricted)': (_pod, all) =>
    all.every(
      (container) =>
        (container.securityContext?.capabilities?.drop ?? []).includes('ALL') &&
        added(container).every((name) => name === 'NET_BIND_SERVICE'),
    ),
};

/** The controls of a level that a pod does not meet. */
export function violations(level: 'baseline' | 'restricted', pod: PodSpec): readonly string[] {
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  return Object.entries(level === 'baseline' ? BASELINE : RESTRICTED)
    .filter(([, isMet]) => !isMet(pod, containers))
    .map(([control]) => control);
}
