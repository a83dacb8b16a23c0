import { CHECKPOINT_FOLDER } from '../contract';
import { NO_PRIVILEGES } from './engine-data';
import type { EngineData } from './engine-data';

/** Azul's Warp: the JVM writes and reads its image itself and asks for no privilege. */
export const warp: EngineData = {
  type: 'warp',
  hasDriver: true,
  evidence: 'stand-in',
  jdkImage: 'azul/zulu-openjdk',
  architectures: ['amd64', 'arm64'],
  captureJvmOptions: ['-XX:CRaCEngine=warp', `-XX:CRaCCheckpointTo=${CHECKPOINT_FOLDER}`],
  onRefreshJvmOptions: [],
  restoreJvmOptions: ['-XX:CRaCEngine=warp', '-XX:CRaCRestoreFrom='],
  cpuFeatures: true,
  amx: true,
  capture: NO_PRIVILEGES,
  captureSetUp: [],
  restore: NO_PRIVILEGES,
  // No minimum is published; this is the kernel of the oldest host on which it was measured.
  minimumKernel: '4.14',
  mayChange: { environment: true, absentVariables: 'empty' },
};
