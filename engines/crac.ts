import { CHECKPOINT_FOLDER } from '../contract';
import type { EngineData, EnginePrivileges } from './engine-data';

const PRIVILEGES: EnginePrivileges = {
  capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE'],
  seccomp: 'Unconfined',
  escalationForNonRoot: true,
};

/** A JDK with CRaC support that drives CRIU itself. */
export const crac: EngineData = {
  type: 'crac',
  hasDriver: false,
  evidence: 'none',
  jdkImage: 'azul/zulu-openjdk',
  architectures: ['amd64', 'arm64'],
  captureJvmOptions: ['-XX:CRaCEngine=criu', `-XX:CRaCCheckpointTo=${CHECKPOINT_FOLDER}`],
  onRefreshJvmOptions: [],
  restoreJvmOptions: ['-XX:CRaCEngine=criu', '-XX:CRaCRestoreFrom='],
  cpuFeatures: true,
  // The CRIU bundled with these JDKs predates the fix.
  amx: false,
  capture: PRIVILEGES,
  captureSetUp: [],
  restore: PRIVILEGES,
  minimumKernel: '5.9',
  mayChange: { environment: true, absentVariables: 'captured' },
};
