import { CHECKPOINT_FOLDER, HANDED_FILES } from '../contract';
import { SPRING_ON_REFRESH } from './crac-options';
import type { EngineData, EnginePrivileges } from './engine-data';

const PRIVILEGES: EnginePrivileges = {
  capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'],
  seccomp: 'Unconfined',
  escalationForNonRoot: true,
};

/** OpenJ9 (IBM Semeru) with its CRIU support. */
export const openj9: EngineData = {
  type: 'openj9',
  evidence: 'stand-in',
  jdkImage: 'icr.io/appcafe/ibm-semeru-runtimes',
  architectures: ['amd64'],
  captureJvmOptions: [
    `-XX:CRaCCheckpointTo=${CHECKPOINT_FOLDER}`,
    '-Dopenj9.internal.criu.unprivilegedMode=true',
    // The level at which CRIU writes that a dump succeeded.
    '-Dopenj9.internal.criu.logLevel=3',
    `-Dopenj9.internal.criu.optionsFile=${HANDED_FILES.properties}`,
    `-Dopenj9.internal.criu.envFile=${HANDED_FILES.additions}`,
  ],
  onRefreshJvmOptions: [SPRING_ON_REFRESH],
  // `start` has CRIU restore it: the JVM's own option waits for CRIU and passes no signal and no status on.
  restoreJvmOptions: [],
  cpuFeatures: false,
  capture: PRIVILEGES,
  captureSetUp: [],
  restore: PRIVILEGES,
  minimumKernel: '5.9',
  // A restore can add environment variables but not change those of the capture.
  mayChange: { environment: false, absentVariables: 'captured' },
};
