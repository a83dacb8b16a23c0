export type { CaptureDocument, CaptureSpecFields } from './capture-spec-fields';
export type { CaptureCheckpoint, CaptureDescriptor } from './checkpoint-fields';
export type { CaptureCompanion, CaptureCompanionHttp, CaptureCompanionReadiness } from './companion-fields';
export type { CaptureGate } from './gate-fields';
export type { CaptureBucket, CaptureFileSystem, CapturePublish } from './publish-fields';
export type {
  CaptureGateRequest,
  CaptureJson,
  CaptureRequest,
  CaptureSteadiness,
  CaptureWarmUp,
  CaptureWarmUpEnd,
} from './request-fields';
export type {
  CaptureBuild,
  CaptureCpuClass,
  CaptureCredentials,
  CaptureEngine,
  CaptureImageBuild,
  CaptureReadiness,
  CaptureRun,
} from './service-fields';
