import { AGENT_JAR } from '../contract';
import { SPRING_ON_REFRESH } from './crac-options';
import type { EngineData, EnginePrivileges } from './engine-data';

/**
 * A restore needs every capability that the capture had: without SETPCAP or SYS_PTRACE it hangs instead of failing. The
 * default seccomp profile fails clone3 with ENOSYS; CRIU then falls back to ns_last_pid, which is read-only.
 */
const PRIVILEGES: EnginePrivileges = {
  capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'],
  seccomp: 'Unconfined',
  escalationForNonRoot: true,
};

/** Any stock JDK, checkpointed from outside by CRIU, with the agent inside. */
export const criu: EngineData = {
  type: 'criu',
  evidence: 'real',
  jdkImage: 'eclipse-temurin',
  architectures: ['amd64', 'arm64'],
  // The memory-mapped perf data file changes with every JVM in the container and breaks the second restore. The agent
  // is loaded for the capture only: it makes class loading slightly slower.
  captureJvmOptions: ['-XX:-UsePerfData', `-javaagent:${AGENT_JAR}`],
  onRefreshJvmOptions: [SPRING_ON_REFRESH],
  restoreJvmOptions: [],
  cpuFeatures: false,
  capture: PRIVILEGES,
  // A time namespace whose clocks start near zero: timers of a stock JVM hang on a node whose clock is behind the clock
  // at the dump.
  captureSetUp: ['SYS_ADMIN', 'SYS_TIME', 'SETUID', 'SETGID'],
  restore: PRIVILEGES,
  // CAP_CHECKPOINT_RESTORE was added in 5.9.
  minimumKernel: '5.9',
  mayChange: { environment: true, absentVariables: 'absent' },
};
