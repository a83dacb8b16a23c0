import { of } from '../known-message';
import { SOURCES } from './sources';

const { runc, runcIssue, wsl } = SOURCES;

/** What runc says when it cannot start a container. */
export const RUNC = of('runc', [
  {
    id: 'runc-no-program',
    pattern: /exec: \\?"[^"\\]+\\?": (executable file not found in \$PATH|stat \S+: no such file or directory)/,
    cause: 'the program of the entry point is not in the image, or not in its PATH',
    remedy: 'check `ENTRYPOINT` and `CMD` of the Dockerfile; a distroless image has no shell',
    source: runcIssue(4713),
  },
  {
    id: 'runc-architecture',
    pattern: /exec format error/,
    cause: 'the program is of another architecture than the machine, or a script without its first line `#!`',
    remedy: 'build for the architecture of the nodes (`host.architecture` of the record), or fix the first line',
    source: 'https://github.com/oracle/smith/issues/36',
  },
  {
    id: 'runc-not-executable',
    pattern: /exec: \\?"[^"\\]+\\?": permission denied/,
    cause: 'the program of the entry point is not executable for the user of the image',
    remedy: 'set its mode in the Dockerfile: `COPY --chmod=755`',
    source: runc('libcontainer/init_linux.go'),
  },
  {
    id: 'runc-file-capabilities',
    pattern: /exec: \\?"[^"\\]+\\?": operation not permitted|exec \S+: operation not permitted/,
    cause: 'a program has file capabilities, as criu of the runtime layer has, and the container lacks one of them',
    remedy: 'add CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP to the container; a policy of the runtime may remove them',
    source: 'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  },
  {
    id: 'runc-seccomp-busy',
    pattern: /error loading seccomp filter.*: device or resource busy/,
    cause: 'WSL2 with mirrored networking has a seccomp filter on every process, so that none can be added',
    remedy: 'set `networkingMode=nat` in .wslconfig and run `wsl --shutdown`',
    source: wsl(9548),
  },
  {
    id: 'runc-cgroup',
    pattern:
      /unable to apply cgroup configuration|applying cgroup configuration for process caused|setting cgroup config for procHooks process caused/,
    cause: 'runc could not set the limits of the container: a controller is missing, or systemd refuses the unit',
    remedy:
      'use control groups of version 2 with all controllers, and the cgroup driver that the container runtime is set to',
    source: runcIssue(3312),
  },
  {
    id: 'runc-too-little-memory',
    pattern: /read init-p: connection reset by peer|container init was OOM-killed/,
    cause: 'the limit of memory is too low for runc to start anything in the container',
    remedy: 'raise the limit of memory of the container',
    source: 'https://github.com/Mirantis/k8s-netchecker-agent/issues/34',
  },
  {
    id: 'runc-no-user-namespace',
    pattern: /can't get final child's PID from pipe: EOF|user namespaces aren't enabled in the kernel/,
    cause: 'the kernel allows no user namespace, which a pod with `hostUsers: false` needs',
    remedy: 'raise `user.max_user_namespaces` of the node, or set `hostUsers` of the workload to true',
    source: runc('libcontainer/process_linux.go'),
  },
  {
    id: 'runc-idmap',
    pattern: /failed to set MOUNT_ATTR_IDMAP on/,
    cause: 'a volume of a pod with a user namespace is on a file system without id-mapped mounts, such as NFS or EFS',
    remedy: 'use a file system that has them on the kernel of the node, or set `hostUsers` of the workload to true',
    source: 'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/',
  },
  {
    id: 'runc-mount-proc',
    pattern: /error mounting "?\\?"?proc\\?"? to rootfs/,
    cause: 'runc may not mount /proc: it runs inside a container with an incomplete one',
    remedy: 'run the container runtime on the machine itself, or in a privileged container',
    source: runc('libcontainer/rootfs_linux.go'),
  },
]);
