import { of } from '../known-message';
import { SOURCES } from './sources';

const { criu, criuIssue, openj9, wsl } = SOURCES;

/** What kernel, CPU, seccomp and capabilities keep CRIU from doing, at the dump and at the restore. */
export const CRIU_HOST = of('criu', [
  {
    id: 'criu-seccomp',
    pattern: /(suspending seccomp failed|couldn't suspend seccomp): Operation not permitted/,
    cause:
      "a seccomp filter is on the process that takes the checkpoint: the container runtime's default profile, or that of WSL2 with mirrored networking, which is on every process",
    remedy:
      'run the capture with seccomp `unconfined`, which eks-crac asks for: look for a policy of the container runtime; on WSL2 set `networkingMode=nat` in .wslconfig and run `wsl --shutdown`',
    source: wsl(9993),
  },
  {
    id: 'criu-no-capability',
    pattern: /CRIU needs to have the CAP_SYS_ADMIN or the CAP_CHECKPOINT_RESTORE|setcap cap_checkpoint_restore\+eip/,
    cause: 'CRIU runs without the capability CHECKPOINT_RESTORE',
    remedy:
      'add CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP to the container; for a user that is not root the file of criu must have them, and privilege escalation must be allowed',
    source: criu('criu/cr-check.c'),
  },
  {
    id: 'criu-must-be-root',
    pattern: /You need to be root to run this command/,
    cause: 'this CRIU is older than 3.17, or was started without `--unprivileged`',
    remedy: 'use CRIU 4.2 or newer with `--unprivileged`, as the runtime layer does',
    source: criu('criu/crtools.c'),
  },
  {
    id: 'criu-network-namespace',
    pattern: /Unable create a network namespace: Operation not permitted/,
    cause: 'CRIU looks at the network namespace although it has no SYS_ADMIN: it was started without `--unprivileged`',
    remedy:
      'start it with `--unprivileged`; a JVM of OpenJ9 needs `-Dopenj9.internal.criu.unprivilegedMode=true` for that',
    source: openj9(18229),
  },
  {
    id: 'criu-mapped-files',
    pattern:
      /Can't open \d+'s mapfile link .*: Operation not permitted|Failed fstatat on map .*: Operation not permitted/,
    cause: 'CRIU may not look at the mapped files of the service: it lacks CHECKPOINT_RESTORE',
    remedy: 'add CHECKPOINT_RESTORE to the container; on Linux before 5.9 there is none, and only root can',
    source: criuIssue(537),
  },
  {
    id: 'criu-attach',
    pattern: /Can't attach to \d+: Operation not permitted/,
    cause: 'CRIU may not trace the processes that it restores: it lacks SYS_PTRACE, or Yama forbids it',
    remedy: 'add SYS_PTRACE to the container; `kernel.yama.ptrace_scope` of the node must be 0 or 1',
    source: criu('criu/cr-restore.c'),
  },
  {
    id: 'criu-pid-write',
    pattern: /Can't open -1\/sys\/kernel\/ns_last_pid on procfs: Read-only|Can't fork for \d+: Read-only file system/,
    cause:
      'a seccomp profile answers clone3 as if the kernel had none (the default of Docker, containerd and `RuntimeDefault` does), so CRIU cannot choose process ids',
    remedy:
      'run the container with seccomp `Unconfined` (`seccompProfile.type` of the pod), or a profile that allows clone3',
    source: openj9(20416),
  },
  {
    id: 'criu-pid-denied',
    pattern: /Can't fork for \d+: Operation not permitted/,
    cause: 'CRIU may not choose process ids: the container lacks CHECKPOINT_RESTORE',
    remedy: 'add CHECKPOINT_RESTORE to the container, and for a user that is not root allow privilege escalation',
    source: 'https://github.com/osgi/osgi/issues/631',
  },
  {
    id: 'criu-drop-capability',
    pattern: /Unable to drop capability \d+: -1/,
    cause: 'the container lacks SETPCAP, which the captured service had; the restore hangs',
    remedy: 'add SETPCAP to the container: a restore needs every capability that the capture had',
    source: criu('criu/pie/restorer.c'),
  },
  {
    id: 'criu-restore-capabilities',
    pattern: /Unable to restore capabilities: -1/,
    cause: 'the container lacks a capability that the captured service had, such as SYS_PTRACE; the restore hangs',
    remedy: 'add every capability that the capture had; the manifest of the checkpoint lists them',
    source: criu('criu/pie/restorer.c'),
  },
  {
    id: 'criu-rseq-restore',
    pattern: /rseq: can't restore as kernel doesn't support it/,
    cause: 'the service was captured on a kernel with restartable sequences, and this one has none',
    remedy: 'restore on the kernel of the capture or a newer one; capture on the oldest kernel of your nodes',
    source: criu('criu/cr-restore.c'),
  },
  {
    id: 'criu-rseq-dump',
    pattern: /has rseq but kernel lacks get_rseq_conf feature/,
    cause: 'the C library of the image uses restartable sequences, and the kernel is older than 5.13',
    remedy: 'capture on Linux 5.13 or newer, or set `GLIBC_TUNABLES=glibc.pthread.rseq=0` in `run.env`',
    source: criu('criu/cr-dump.c'),
  },
  {
    id: 'criu-guard-pages',
    pattern: /madvise\(.*MADV_GUARD_INSTALL\) failed/,
    cause: 'the service was captured with guard pages of Linux 6.13 or newer, which this kernel does not know',
    remedy: 'restore on Linux 6.13 or newer, or capture on a host with the kernel of the nodes',
    source: criuIssue(2626),
  },
  {
    id: 'criu-xsave',
    pattern: /FPU xsave area present, but host cpu doesn't support it|CPU xsave (max )?size mismatch/,
    cause: 'the CPU of the restore has other extended registers than that of the capture, such as AVX-512 or AMX',
    remedy: 'restore on the type of the capture host or a newer one of its family; capture on the oldest',
    source: 'https://bugs.openjdk.org/browse/JDK-8373027',
  },
  {
    id: 'criu-amx',
    pattern: /Can't set FPU registers for \d+: Bad address/,
    cause:
      'this CRIU does not know the large registers of the CPU (AMX): it is older than 3.19, as CRaC JDKs bundle it',
    remedy: 'use the CRIU of the runtime layer, engine `warp`, or a capture host without AMX',
    source: criuIssue(2161),
  },
  {
    id: 'criu-cpu',
    pattern: /CPU (instruction )?capabilities do not match run time/,
    cause: 'the CPU of the restore lacks features that the captured service may use',
    remedy: 'restore on the type of the capture host or a newer one of its family; capture on the oldest',
    source: criu('criu/arch/x86/cpu.c'),
  },
  {
    id: 'criu-no-memory',
    pattern: /Error \((criu|compel)\/.*Cannot allocate memory/,
    cause: 'there was no memory left for the restore',
    remedy: "give the container at least the capture's limit of memory (`pod.memoryMiB` of the record)",
    source: criuIssue(179),
  },
]);
