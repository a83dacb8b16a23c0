export { CaptureFleet } from './capture-fleet';
export type { CaptureFleetProps } from './capture-fleet';
export type { ICaptureFleet } from './capture-fleet-interface';
export type { CaptureClass } from './capture-class';
export { CaptureHost, OnDemandHost, ReservedHost } from './capture-host';
export type { Ec2HostOptions, FleetHostOptions, OnDemandComputeType, OnDemandHostOptions } from './capture-host';
export type { CaptureFleetAttributes } from './imported-fleet';
export { CaptureSpec } from './capture-spec';
export type { CaptureSpecOverrides } from './capture-spec-overrides';
export { CheckpointPipeline } from './checkpoint-pipeline';
export type { CheckpointPipelineProps } from './checkpoint-pipeline-props';
export type { PromotionOptions } from './promotion';
export { ServiceSource } from './service-source';
export type {
  CodeCommitOptions,
  CodeConnectionOptions,
  EcrSourceOptions,
  S3SourceOptions,
  ServiceSourceConfig,
  ServiceSourceContext,
} from './service-source';
