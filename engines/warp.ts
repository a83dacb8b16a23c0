import { CHECKPOINT_FOLDER } from '../contract';
import { NO_PRIVILEGES } from './engine-data';
import type { EngineData } from './engine-data';

/** Azul's Warp engine: the JVM writes and reads its image itself and needs no privileges. */
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
  // Azul publishes no minimum; this is the oldest kernel it was measured on.
  minimumKernel: '4.14',
  mayChange: { environment: true, absentVariables: 'empty' },
};
