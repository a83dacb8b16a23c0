import { CHECKPOINT_FOLDER } from '../contract';
import type { EngineData, EnginePrivileges } from './engine-data';

const PRIVILEGES: EnginePrivileges = {
  capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'],
  seccomp: 'Unconfined',
  escalationForNonRoot: true,
};

/** OpenJ9 (IBM Semeru) with its CRIU support. */
export const openj9: EngineData = {
  type: 'openj9',
  hasDriver: false,
  evidence: 'none',
  jdkImage: 'icr.io/appcafe/ibm-semeru-runtimes',
  architectures: ['amd64'],
  captureJvmOptions: [`-XX:CRaCCheckpointTo=${CHECKPOINT_FOLDER}`, '-Dopenj9.internal.criu.unprivilegedMode=true'],
  onRefreshJvmOptions: [],
  restoreJvmOptions: ['-XX:CRaCRestoreFrom='],
  cpuFeatures: false,
  amx: true,
  capture: PRIVILEGES,
  captureSetUp: [],
  restore: PRIVILEGES,
  minimumKernel: '5.9',
  // A restore can add environment variables but not change those of the capture.
  mayChange: { environment: false, absentVariables: 'captured' },
};
