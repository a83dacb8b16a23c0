import { CHECKPOINT_FOLDER } from '../contract';
import { POLICIES, SPRING_ON_REFRESH } from './crac-options';
import { NO_PRIVILEGES } from './engine-data';
import type { EngineData } from './engine-data';

/** Azul's Warp engine: the JVM writes and reads its image itself and needs no privileges. */
export const warp: EngineData = {
  type: 'warp',
  evidence: 'stand-in',
  jdkImage: 'azul/zulu-openjdk',
  architectures: ['amd64', 'arm64'],
  captureJvmOptions: ['-XX:CRaCEngine=warp', `-XX:CRaCCheckpointTo=${CHECKPOINT_FOLDER}`, POLICIES],
  onRefreshJvmOptions: [SPRING_ON_REFRESH],
  restoreJvmOptions: ['-XX:CRaCEngine=warp', `-XX:CRaCRestoreFrom=${CHECKPOINT_FOLDER}`, POLICIES],
  cpuFeatures: true,
  capture: NO_PRIVILEGES,
  captureSetUp: [],
  restore: NO_PRIVILEGES,
  // Azul publishes no minimum; this is the oldest kernel it was measured on.
  minimumKernel: '4.14',
  mayChange: { environment: true, absentVariables: 'empty' },
};
