/**
 * Paths and variables shared by the stage, the images, the pods, `start` and the agent. C and Java cannot import
 * this file; test/unit/contract/layout.test.ts checks their sources against it.
 */

/** The runtime layer, identical in every service image. */
export const RUNTIME_FOLDER = '/opt/eks-crac';

/** CRIU, beside its libraries and its loader. */
export const CRIU_PROGRAM = `${RUNTIME_FOLDER}/bin/criu`;

/** What the stage needs done in a container of the service, whose image may have no program of its own but the JVM. */
export const TOOL_PROGRAM = `${RUNTIME_FOLDER}/tool`;

export const AGENT_JAR = `${RUNTIME_FOLDER}/agent.jar`;

/** Replaced by `start` at a restore, so that the clock library notices it. */
export const CLOCK_PAGE = `${RUNTIME_FOLDER}/clock`;

/** Init container of a store; checks a stored checkpoint and unpacks it. */
export const FETCH_PROGRAM = `${RUNTIME_FOLDER}/fetch`;

/** Container of a DaemonSet: unpacks a checkpoint for all pods of a node. */
export const KEEP_PROGRAM = `${RUNTIME_FOLDER}/keep`;

/** Packs a checkpoint layer for the stores. */
export const PACK_PROGRAM = `${RUNTIME_FOLDER}/pack`;

/** A stored checkpoint: one file, below the prefix or in the folder of its release. */
export const PACK_FILE = 'checkpoint.pack';

/** Where an init container mounts a file system that has the pack. */
export const PACKED_FOLDER = `${RUNTIME_FOLDER}/packed`;

/** Init container of seeded volumes; copies the image's files into them. */
export const SEED_PROGRAM = `${RUNTIME_FOLDER}/seed`;

/** A volume during capture; part of the image in `vN-checkpoint`. */
export const CHECKPOINT_FOLDER = `${RUNTIME_FOLDER}/checkpoint`;

/** In the checkpoint folder: rules for open descriptors, which a JVM with CRaC reads at capture and restore. */
export const POLICIES_FILE = 'policies.yaml';

/** In memory of the pod: what `start` hands over to a JVM that reads files at its restore. */
export const HANDED_FILES = {
  /** JVM options, one a line: the properties of the pod. */
  properties: '/dev/shm/eks-crac-properties',
  /** Variables of the pod that the capture had not, one a line. */
  additions: '/dev/shm/eks-crac-variables',
} as const;

/** In the checkpoint folder: memory that a restore maps and does not copy. */
export const MEMORY_FILE = 'memory.img';

/** In the image of a release of several CPU classes: the copy of each below its name, in the form that stores have. */
export const COPIES_FOLDER = `${RUNTIME_FOLDER}/copies`;

/** Files of the image that the service changed or removed, each at its path below; a cold start puts them back. */
export const IMAGE_FOLDER = `${RUNTIME_FOLDER}/image`;

/** Where a pod mounts a stored checkpoint, whatever the store. */
export const STORE_FOLDER = `${RUNTIME_FOLDER}/store`;

/** Where a pod mounts what its node has unpacked of the release. */
export const NODE_FOLDER = `${RUNTIME_FOLDER}/node`;

/** Where `start` records restore attempts: a volume that outlives the container but not the pod. */
export const GUARD_FOLDER = `${RUNTIME_FOLDER}/guard`;

/** Where an init container mounts the volumes that it fills with files of the image. */
export const SEED_FOLDER = `${RUNTIME_FOLDER}/seeded`;

/** Container variables; each comment names the program that reads the variable. */
export const VARIABLES = {
  /** `start`: the release, shown in its report line. */
  release: 'EKS_CRAC_RELEASE',
  /** `start`: the run that made the image; must match the checkpoint's. */
  run: 'EKS_CRAC_RUN',
  /** `start`: the service's port. The checkpoint manifest has it too, but `vN` has no manifest. */
  port: 'EKS_CRAC_PORT',
  /** `start` and the agent: how long a restore may take, in milliseconds. */
  deadlineMs: 'EKS_CRAC_DEADLINE_MS',
  /** `start`: the folder of the crash-loop guard. */
  guard: 'EKS_CRAC_GUARD',
  /** `start`: seconds of uptime after which a restored service counts as healthy. */
  guardSeconds: 'EKS_CRAC_GUARD_SECONDS',
  /** `start`: the folder of a stored checkpoint. */
  store: 'EKS_CRAC_STORE',
  /** `start`: paths of the volumes that hold what the image has there, separated by colons. */
  seeded: 'EKS_CRAC_SEEDED',
  /** `start`: `cold` disables the restore; `trial`, in the stage alone, shows what is read first of the memory file. */
  mode: 'EKS_CRAC_MODE',
  /** `start` and the agent: JVM properties of the pod, one `name=value` per line. */
  javaProperties: 'EKS_CRAC_JAVA_PROPERTIES',
  /** `fetch`: seconds after which it gives up, and the pod starts cold. */
  fetchSeconds: 'EKS_CRAC_FETCH_SECONDS',
  /** `fetch`: the folder of the node with the unpacked checkpoint, which is used where it is whole. */
  node: 'EKS_CRAC_NODE',
  /** `start`: seconds to wait for the port. */
  listenSeconds: 'EKS_CRAC_LISTEN_SECONDS',
  /** `capture`: the `uid:gid` of the service, when the container starts as root. */
  user: 'EKS_CRAC_USER',
  /** `capture`: PIDs below this number are reserved for the pod's own container. */
  pidFloor: 'EKS_CRAC_PID_FLOOR',
  /** `libpreload.so`: options of the capture for the `java` launcher, separated by spaces. */
  jvmOptions: 'EKS_CRAC_JVM_OPTIONS',
  /** The agent, in gate copies only: report what each generator draws. */
  cloneProbe: 'EKS_CRAC_CLONE_PROBE',
  /** All programs of the layer: another location of the layer, for tests. */
  home: 'EKS_CRAC_HOME',
  /** All programs of the layer: another checkpoint folder, for tests. */
  checkpoint: 'EKS_CRAC_CHECKPOINT',
  /** `start`: another /proc, for tests. */
  proc: 'EKS_CRAC_PROC',
} as const;
