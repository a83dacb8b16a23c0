import type { EngineType } from '../contract';
import { crac } from './crac';
import { criu } from './criu';
import type { EngineData } from './engine-data';
import { openj9 } from './openj9';
import { warp } from './warp';

export type { Capability, EngineData, EnginePrivileges, SeccompProfile, SetUpCapability } from './engine-data';
export { BASE_IMAGES } from './base-images';
export type { BaseImage } from './base-images';
export { CPU_CLASS_LABEL, CPU_CLASSES, LOCAL_CPU_CLASS } from './cpu-classes';
export type { Architecture, CpuClassData } from './cpu-classes';
export { requiredCpuFlags } from './cpu-flags';
export { isOlderKernel } from './kernel';
export { processorOf } from './processor';
export { captureJvmOptions } from './jvm-options';
export { captureSetUp, captureShape, plainShape, restoreShape } from './pod-shape';
export type { PodLimits, PodShape, PodShapeOptions, PodUser, PodVolume } from './pod-shape';
export { isBelow, seededVariable, seededVolumes } from './pod-volumes';
export type { CapturedPaths } from './pod-volumes';

/** Every engine by type; adding one to the contract fails to compile until its data is here. */
export const ENGINES: Readonly<Record<EngineType, EngineData>> = { criu, warp, crac, openj9 };
