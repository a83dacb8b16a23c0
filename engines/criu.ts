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

/** Any stock JDK, frozen from outside by CRIU. */
export const criu: EngineData = {
  type: 'criu',
  hasRunHalf: true,
  jdkImage: 'eclipse-temurin',
  architectures: ['amd64', 'arm64'],
  // The mapped performance data file changes with every JVM of the container and ends the second restore.
  captureJvmOptions: ['-XX:-UsePerfData'],
  restoreJvmOptions: [],
  cpuFeatures: false,
  amx: true,
  capture: PRIVILEGES,
  restore: PRIVILEGES,
  // CAP_CHECKPOINT_RESTORE came with 5.9.
  minimumKernel: '5.9',
  mayChange: { environment: false, systemProperties: false, absentVariables: 'captured' },
};
