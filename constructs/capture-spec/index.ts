export type { CaptureDocument, CaptureSpecFields } from './capture-spec-fields';
export type { CaptureAllowedSecret, CaptureCheckpoint, CaptureDescriptor } from './checkpoint-fields';
export type {
  CaptureCompanion,
  CaptureCompanionGrpc,
  CaptureCompanionHttp,
  CaptureCompanionReadiness,
} from './companion-fields';
export type { CaptureGate } from './gate-fields';
export type { CaptureBucket, CaptureFileSystem, CapturePublish } from './publish-fields';
export type {
  CaptureReadiness,
  CaptureReadinessExec,
  CaptureReadinessGrpc,
  CaptureReadinessTcp,
} from './readiness-fields';
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
  CaptureRun,
} from './service-fields';
