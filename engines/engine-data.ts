import type { EngineType } from '../contract';
import type { Architecture } from './cpu-classes';

/** Linux capabilities without the CAP_ prefix, as Kubernetes and container runtimes write them. */
export type Capability = 'CHECKPOINT_RESTORE' | 'SYS_PTRACE' | 'SETPCAP';

/** Capabilities held while a capture container is set up, and dropped before the service starts. */
export type SetUpCapability = 'SYS_ADMIN' | 'SYS_TIME' | 'SETUID' | 'SETGID';

/** `RuntimeDefault` and `Unconfined` as in a pod's `seccompProfile.type`. */
export type SeccompProfile = 'RuntimeDefault' | 'Unconfined';

/** Privileges of one side of an engine: the capture or the restore. */
export interface EnginePrivileges {
  readonly capabilities: readonly Capability[];
  readonly seccomp: SeccompProfile;
  /** A non-root user gets capabilities through file capabilities, which `no_new_privs` would disable. */
  readonly escalationForNonRoot: boolean;
}

/** The definition of an engine: everything about it except its driver. */
export interface EngineData {
  readonly type: EngineType;
  /** A repository of images with a suitable JDK; the service chooses the tag, and so the digest. */
  readonly jdkImage: string;
  /** What its driver has run with: its own JDK, or a stand-in for it. */
  readonly evidence: 'real' | 'stand-in';
  readonly architectures: readonly Architecture[];
  /** JVM options for the capture. */
  readonly captureJvmOptions: readonly string[];
  /** Additional options for Spring's automatic checkpoint on context refresh. */
  readonly onRefreshJvmOptions: readonly string[];
  /** JVM options for the restore, on JVMs that restore themselves; `start` puts the pod's checkpoint folder in its place. */
  readonly restoreJvmOptions: readonly string[];
  /** Whether the JVM supports `-XX:CPUFeatures`. */
  readonly cpuFeatures: boolean;
  readonly capture: EnginePrivileges;
  /**
   * If not empty, a capture with a clock of its own (`checkpoint.clock: namespace`) starts its container as root with
   * these capabilities; its entry point switches to the service's user and drops them, from the bounding set too, before
   * the service starts.
   */
  readonly captureSetUp: readonly SetUpCapability[];
  readonly restore: EnginePrivileges;
  /** The oldest supported kernel, for the capture host and the nodes. */
  readonly minimumKernel: string;
  /** What a pod may change at restore. System properties can always be changed. */
  readonly mayChange: {
    readonly environment: boolean;
    /** What happens to a variable of the capture that the pod does not set. */
    readonly absentVariables: 'captured' | 'empty' | 'absent';
  };
}

const NO_PRIVILEGES: EnginePrivileges = { capabilities: [], seccomp: 'RuntimeDefault', escalationForNonRoot: false };

export { NO_PRIVILEGES };
