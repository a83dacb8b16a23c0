import { CHECKPOINT_FOLDER } from '../contract';
import { OWN_CRIU, OWN_CRIU_WITH_MEMORY, POLICIES, SPRING_ON_REFRESH } from './crac-options';
import type { EngineData, EnginePrivileges } from './engine-data';

/** As for criu, since the JVM runs the same program: its file capabilities need all three. */
const PRIVILEGES: EnginePrivileges = {
  capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'],
  seccomp: 'Unconfined',
  escalationForNonRoot: true,
};

/** A JDK with CRaC support that drives CRIU itself. */
export const crac: EngineData = {
  type: 'crac',
  evidence: 'stand-in',
  jdkImage: 'azul/zulu-openjdk',
  architectures: ['amd64', 'arm64'],
  captureJvmOptions: ['-XX:CRaCEngine=criu', `-XX:CRaCCheckpointTo=${CHECKPOINT_FOLDER}`, OWN_CRIU, POLICIES],
  onRefreshJvmOptions: [SPRING_ON_REFRESH],
  restoreJvmOptions: [
    '-XX:CRaCEngine=criu',
    `-XX:CRaCRestoreFrom=${CHECKPOINT_FOLDER}`,
    OWN_CRIU_WITH_MEMORY,
    POLICIES,
  ],
  cpuFeatures: true,
  capture: PRIVILEGES,
  captureSetUp: [],
  restore: PRIVILEGES,
  minimumKernel: '5.9',
  mayChange: { environment: true, absentVariables: 'empty' },
};
