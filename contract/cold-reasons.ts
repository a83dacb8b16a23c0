export interface ColdReason {
  /** Why the start was cold, as far as `start` can tell; its line has a detail as well. */
  readonly cause: string;
  readonly remedy: string;
  /** Where the documentation says more, as a link of its pages. @default - the remedy is all */
  readonly see?: string;
}

/**
 * Every reason of a cold start, in the order in which `start` looks. The program is in C and cannot import this file:
 * test/unit/contract/cold-reasons.test.ts holds its sources to it.
 */
export const COLD_REASONS = {
  disabled: { cause: '`EKS_CRAC_MODE=cold` is set', remedy: 'unset it' },
  'no-checkpoint': {
    cause:
      'there is no manifest: the image is `vN` instead of `vN-checkpoint`, or the store is not mounted or could not be fetched',
    remedy:
      "use the record's checkpoint digest; check `EKS_CRAC_CHECKPOINT` and `EKS_CRAC_STORE`; with a bucket, read the log of the init container `fetch`",
  },
  manifest: {
    cause: 'the manifest cannot be read by this user, is damaged, or lacks what its engine needs',
    remedy: 'run as the captured user (`pod.uid` of the record); else capture again',
  },
  schema: {
    cause: 'the checkpoint is newer than the runtime layer of the image',
    remedy: 'do not mix images of different releases: use both digests of one record',
  },
  engine: {
    cause: "the runtime layer of the image cannot restore the manifest's engine",
    remedy: 'do not mix images of different releases: use both digests of one record',
  },
  'previous-attempt': {
    cause:
      'the crash-loop guard says that an earlier container of this pod failed to restore, or that its service crashed within 60 s',
    remedy: "read that container's log (`kubectl logs --previous`); a new pod tries again",
    see: '[the guard](runtime-layer.md#the-crash-loop-guard)',
  },
  guard: {
    cause:
      'nothing can be written to the folder of the crash-loop guard, so a crash could be restored again; the detail says why',
    remedy: 'free space on the node; mount an emptyDir at `EKS_CRAC_GUARD` that the user of the service may write to',
  },
  run: {
    cause: 'the checkpoint was captured from another image',
    remedy: 'use both digests of one record; do not rebuild the image under a stored checkpoint',
  },
  clock: {
    cause:
      "this machine's boot clock reads less than the captured service's did at the dump, so that timers would hang; only with `checkpoint.clock: namespace`, or a service without the agent",
    remedy:
      'wait until the machine has been up for as long as the capture took, or capture with `checkpoint.clock: library`',
    see: '[engines](engines.md#where-a-checkpoint-may-be-restored)',
  },
  cpu: {
    cause: "this CPU lacks a flag of the capture host's",
    remedy: 'restore on the type of the capture host, or a newer one of its family; capture on the oldest',
  },
  kernel: {
    cause:
      "the node's kernel refuses what memory or threads of the captured service have, or its control groups are of another version",
    remedy: 'capture on a host with the kernel and the control groups of the nodes; the detail names both',
    see: '[memory](memory.md#other-kernels)',
  },
  capabilities: {
    cause: 'the container lacks a capability of the manifest, without which a restore would hang',
    remedy:
      'give the container the capabilities of the engine; a policy or an admission controller may have removed the one that the detail names',
  },
  'no-new-privileges': {
    cause:
      "the user is not root, and `allowPrivilegeEscalation: false` or Docker's `no-new-privileges` turns file capabilities off",
    remedy: 'allow it: CRIU gets its capabilities from its file, the JVM gets none',
  },
  files: {
    cause: 'a file of the checkpoint is missing or has another size',
    remedy: 'the volume with the checkpoint was changed after `fetch` had filled it: replace the pod, or publish again',
  },
  store: {
    cause: 'a file that the service had changed is not in the stored checkpoint, or could not be put in its place',
    remedy: 'publish again; check that nothing is mounted read-only over the place',
  },
  restarted: {
    cause:
      'an earlier container of this pod ran already, and a volume of the pod has a captured file as that container left it',
    remedy: 'nothing to do: a new pod restores; keep captured files off volumes if restarts matter',
  },
  'restore-failed': {
    cause:
      'CRIU failed, or the JVM of `warp` or `crac` ended before its port listened; its last lines are in the log above',
    remedy: 'give the log to `eks-crac doctor`, which knows the lines of CRIU and of JVMs',
    see: '[doctor](doctor.md)',
  },
  'hook-failed': {
    cause: 'a hook of the service threw or hung after the restore, with `criu`',
    remedy: 'fix the hook: the line `eks-crac: {"state":"failed"…` above has its class, message and stack',
  },
  deadline: {
    cause:
      'the restore took longer than `EKS_CRAC_DEADLINE_MS` and was killed; with `warp` and `crac`, the port did not listen in that time',
    remedy:
      'a busy node or a slow store: set `restoreDeadline` of the workload or `gate.podDeadlineSeconds`; a hang has the causes of `restore-failed`',
    see: '[how it is computed](gate.md#the-deadline-of-a-pod)',
  },
  internal: {
    cause: 'a defect of `start`, or the container has no memory or process left for it; the detail says where',
    remedy: 'raise the limits of the container; else report it with the line',
  },
} as const satisfies Readonly<Record<string, ColdReason>>;

export type ColdReasonCode = keyof typeof COLD_REASONS;

export const COLD_REASON_CODES = Object.keys(COLD_REASONS) as readonly ColdReasonCode[];
