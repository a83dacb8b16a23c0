import type { EngineType } from '../contract';
import type { Architecture } from './cpu-classes';

/** Linux capabilities without the prefix CAP_, as Kubernetes and the container runtimes write them. */
export type Capability = 'CHECKPOINT_RESTORE' | 'SYS_PTRACE' | 'SETPCAP';

/** What is held while a capture container gets ready, and by no service. */
export type SetUpCapability = 'SYS_ADMIN' | 'SYS_TIME' | 'SETUID' | 'SETGID';

/** `RuntimeDefault` and `Unconfined` as in a pod's `seccompProfile.type`. */
export type SeccompProfile = 'RuntimeDefault' | 'Unconfined';

/** What one side of an engine, the capture or the restore, may do. */
export interface EnginePrivileges {
  readonly capabilities: readonly Capability[];
  readonly seccomp: SeccompProfile;
  /** Capabilities reach another user than root through file capabilities, which `no_new_privs` would switch off. */
  readonly escalationForNonRoot: boolean;
}

/** The definition of an engine: everything about it that is not a running program. */
export interface EngineData {
  readonly type: EngineType;
  /** Whether the stage can run it; a test holds this equal to the drivers that exist. */
  readonly hasDriver: boolean;
  /** A repository of images with a JDK that it can checkpoint; the tag, and so the digest, is the service's choice. */
  readonly jdkImage: string;
  /** What its driver has run with: its own JDK, a stand-in for it, or nothing since there is no driver. */
  readonly evidence: 'real' | 'stand-in' | 'none';
  readonly architectures: readonly Architecture[];
  /** What the JVM is started with for the capture, handed over by `JDK_JAVA_OPTIONS`. */
  readonly captureJvmOptions: readonly string[];
  /** Further ones that let Spring checkpoint itself when its context is refreshed. */
  readonly onRefreshJvmOptions: readonly string[];
  /** What the JVM is started with for the restore, where the JVM restores itself; the checkpoint's folder is appended. */
  readonly restoreJvmOptions: readonly string[];
  /** Whether the JVM can be told which CPU features to use, by `-XX:CPUFeatures`. */
  readonly cpuFeatures: boolean;
  /** Whether it can checkpoint a process on a CPU with AMX. */
  readonly amx: boolean;
  readonly capture: EnginePrivileges;
  /**
   * If there are any, the capture container starts as root and holds them; its entry point becomes the service's user
   * and drops them, also from the bounding set, before the service starts.
   */
  readonly captureSetUp: readonly SetUpCapability[];
  readonly restore: EnginePrivileges;
  /** The oldest kernel, of the capture host and of the nodes. */
  readonly minimumKernel: string;
  /** What a pod may change at restore against the capture; system properties always. */
  readonly mayChange: {
    readonly environment: boolean;
    /** What a variable of the capture is that the pod does not have. */
    readonly absentVariables: 'captured' | 'empty' | 'absent';
  };
}

const NO_PRIVILEGES: EnginePrivileges = { capabilities: [], seccomp: 'RuntimeDefault', escalationForNonRoot: false };

export { NO_PRIVILEGES };
