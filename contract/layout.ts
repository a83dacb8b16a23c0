/**
 * Paths and variables by which stage, image, pod, `start` and the agent find each other. Shell and Java cannot import
 * this file; test/contract/layout.test.ts holds their sources to it.
 */

/** The runtime layer, the same in every service image. */
export const RUNTIME_FOLDER = '/opt/eks-crac';

/** CRIU, the small programs that `start` uses, and their libraries. */
export const PROGRAMS_FOLDER = `${RUNTIME_FOLDER}/bin`;

export const AGENT_JAR = `${RUNTIME_FOLDER}/agent.jar`;

/** Init container of a bucket store: fetches a stored checkpoint. */
export const FETCH_PROGRAM = `${RUNTIME_FOLDER}/fetch`;

/** A volume at capture, part of the image in `vN-checkpoint`. */
export const CHECKPOINT_FOLDER = `${RUNTIME_FOLDER}/checkpoint`;

/** Where a pod mounts a stored checkpoint, whichever store it comes from. */
export const STORE_FOLDER = `${RUNTIME_FOLDER}/store`;

/** Where `start` notes an attempt to restore, on a volume that outlives the container but not the pod. */
export const GUARD_FOLDER = `${RUNTIME_FOLDER}/guard`;

/** Where an init container has the volumes that it fills with the image's files. */
export const SEED_FOLDER = `${RUNTIME_FOLDER}/seed`;

/** Variables of a container, read by the program that each comment names. */
export const VARIABLES = {
  /** `start`: the release, for its line. */
  release: 'EKS_CRAC_RELEASE',
  /** `start`: the run that made the image, which must be the checkpoint's. */
  run: 'EKS_CRAC_RUN',
  /** `start`: the service's port; the checkpoint manifest has it too, but `vN` has no manifest. */
  port: 'EKS_CRAC_PORT',
  /** `start` and the agent: milliseconds that a restore may take. */
  deadlineMs: 'EKS_CRAC_DEADLINE_MS',
  /** `start`: the folder of the crash-loop guard. */
  guard: 'EKS_CRAC_GUARD',
  /** `start`: seconds after which a restored service has proven itself. */
  guardSeconds: 'EKS_CRAC_GUARD_SECONDS',
  /** `start`: the folder of a stored checkpoint. */
  store: 'EKS_CRAC_STORE',
  /** `start`: `cold` disables the restore. */
  mode: 'EKS_CRAC_MODE',
  /** `start` and the agent: JVM properties of the pod, `name=value`, one a line. */
  javaProperties: 'EKS_CRAC_JAVA_PROPERTIES',
  /** `start`: seconds after which it no longer waits for the port. */
  listenSeconds: 'EKS_CRAC_LISTEN_SECONDS',
  /** `capture`: `uid:gid` that the service runs as, where the container starts as root. */
  user: 'EKS_CRAC_USER',
  /** `capture`: PIDs below are left to the pod's own container. */
  pidFloor: 'EKS_CRAC_PID_FLOOR',
  /** The agent, in the gate's copies alone: says what each generator draws. */
  cloneProbe: 'EKS_CRAC_CLONE_PROBE',
  /** All programs of the layer: another place of the layer, for tests. */
  home: 'EKS_CRAC_HOME',
  /** All programs of the layer: another checkpoint folder, for tests. */
  checkpoint: 'EKS_CRAC_CHECKPOINT',
  /** `start`: another /proc, for tests. */
  proc: 'EKS_CRAC_PROC',
} as const;
