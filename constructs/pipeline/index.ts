export type { CompanionOptions } from './capture-document';
export { CaptureFleet } from './capture-fleet';
export type { CaptureFleetProps } from './capture-fleet';
export { CheckpointPipeline } from './checkpoint-pipeline';
export type { CheckpointPipelineProps } from './checkpoint-pipeline-props';
export type { GateHttpRequest, GateOptions } from './gate-options';
export type { ServiceBuild } from './service-build';
export type { ServiceRun } from './service-run';
export { ServiceSource } from './service-source';
export type {
  CodeCommitOptions,
  CodeConnectionOptions,
  EcrSourceOptions,
  S3SourceOptions,
  ServiceSourceConfig,
  ServiceSourceContext,
} from './service-source';
export { WarmUp } from './warm-up';
export type { HttpRequest, HttpRequestJson, WarmUpOptions } from './warm-up';
export { WarmUpUntil } from './warm-up-until';
