import { AGENT_JAR } from '../contract';
import type { EngineData, EnginePrivileges } from './engine-data';

/**
 * A restore must hold every capability that the capture held: without SETPCAP or SYS_PTRACE it does not fail but hangs.
 * The default seccomp profile answers clone3 with ENOSYS, whereupon CRIU wants to write a read-only ns_last_pid.
 */
const PRIVILEGES: EnginePrivileges = {
  capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'],
  seccomp: 'Unconfined',
  escalationForNonRoot: true,
};

/** Any stock JDK, checkpointed from outside by CRIU, with the agent inside. */
export const criu: EngineData = {
  type: 'criu',
  hasDriver: true,
  evidence: 'real',
  jdkImage: 'eclipse-temurin',
  architectures: ['amd64', 'arm64'],
  // The mapped performance data file changes with every JVM of the container and ends the second restore.
  // The agent belongs into the capture alone: a JVM with an agent loads every class a little slower.
  captureJvmOptions: ['-XX:-UsePerfData', `-javaagent:${AGENT_JAR}`],
  onRefreshJvmOptions: ['-Dspring.context.checkpoint=onRefresh'],
  restoreJvmOptions: [],
  cpuFeatures: false,
  amx: true,
  capture: PRIVILEGES,
  // A time namespace whose clocks start near zero: a stock JVM's timers hang where the clock reads less than at the dump.
  captureSetUp: ['SYS_ADMIN', 'SYS_TIME', 'SETUID', 'SETGID'],
  restore: PRIVILEGES,
  // CAP_CHECKPOINT_RESTORE came with 5.9.
  minimumKernel: '5.9',
  mayChange: { environment: true, absentVariables: 'absent' },
};
