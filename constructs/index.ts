export type {
  CaptureAllowedSecret,
  CaptureBucket,
  CaptureBuild,
  CaptureCheckpoint,
  CaptureCompanion,
  CaptureCompanionGrpc,
  CaptureCompanionHttp,
  CaptureCompanionReadiness,
  CaptureCpuClass,
  CaptureCredentials,
  CaptureDescriptor,
  CaptureEngine,
  CaptureFileSystem,
  CaptureGate,
  CaptureGateRequest,
  CaptureImageBuild,
  CaptureJson,
  CapturePublish,
  CaptureReadiness,
  CaptureReadinessExec,
  CaptureReadinessGrpc,
  CaptureReadinessTcp,
  CaptureRequest,
  CaptureRun,
  CaptureSpecFields,
  CaptureSteadiness,
  CaptureWarmUp,
  CaptureWarmUpEnd,
} from './capture-spec';
export { UsageError } from './core/errors';
export type { UsageErrorCode } from './core/errors';
export { CpuClass } from './engines';
export type { CpuClassProps } from './engines';
export { CheckpointNetwork } from './network';
export type { CheckpointNetworkProps } from './network';
export { CheckpointAlarms, CheckpointDashboard, StartMetrics } from './observability';
export type {
  CheckpointAlarmsProps,
  CheckpointDashboardProps,
  ColdMetricOptions,
  StartMetricsProps,
} from './observability';
export {
  CaptureFleet,
  CaptureHost,
  CaptureSpec,
  CheckpointPipeline,
  OnDemandHost,
  ReservedHost,
  ServiceSource,
} from './pipeline';
export type {
  CaptureFleetAttributes,
  CaptureClass,
  CaptureFleetProps,
  CaptureSpecOverrides,
  CheckpointPipelineProps,
  CodeCommitOptions,
  CodeConnectionOptions,
  Ec2HostOptions,
  EcrSourceOptions,
  FleetHostOptions,
  ICaptureFleet,
  OnDemandComputeType,
  OnDemandHostOptions,
  PromotionOptions,
  S3SourceOptions,
  ServiceSourceConfig,
  ServiceSourceContext,
} from './pipeline';
export {
  CheckpointBucket,
  CheckpointExpressBucket,
  CheckpointFileSystem,
  CheckpointRepository,
  CheckpointStore,
} from './stores';
export type {
  BucketStoreOptions,
  CheckpointBucketProps,
  CheckpointExpressBucketAttributes,
  CheckpointExpressBucketProps,
  CheckpointFileSystemAttributes,
  CheckpointFileSystemProps,
  CheckpointRepositoryProps,
  ExpressBucketStoreOptions,
  FileSystemStoreOptions,
  ICheckpointExpressBucket,
  ICheckpointFileSystem,
  ICheckpointRepository,
  ICheckpointStore,
  MountedFileSystem,
  StoreCleaner,
  StorePublishConfig,
  StoreReader,
  StoreRetentionConfig,
  StoreWriter,
} from './stores';
export { CheckpointAdmission } from './admission';
export type { CheckpointAdmissionProps } from './admission';
export { CheckpointFreshness } from './freshness';
export type { CheckpointFreshnessProps } from './freshness';
export { CheckpointRetention } from './retention';
export type { CheckpointRetentionProps, RetentionStacks } from './retention';
export { Release, ResolvedRelease, RestoredWorkload, WorkloadIdentity } from './workload';
export type {
  ResolvedReleaseProps,
  RestoredWorkloadProps,
  WorkloadIdentityConfig,
  WorkloadIdentityContext,
} from './workload';
export { JsonPatch } from '../manifests';
export type {
  IDuration,
  ISize,
  WorkloadAutoscaling,
  WorkloadCertificate,
  WorkloadIngress,
  WorkloadLimits,
  WorkloadSettings,
  WorkloadVolume,
} from '../manifests';
export { CheckpointNodes } from './cluster/checkpoint-nodes';
export type { CheckpointNodesProps } from './cluster/checkpoint-nodes';
export type { NodePoolProps } from './cluster/node-pools';
export { RestoreCluster } from './cluster/imported-cluster';
export type { RestoreClusterOptions } from './cluster/imported-cluster';
export type { AwaitedValue } from './cluster/awaited-value';
export type { ClusterAddOns } from './cluster/cluster-add-ons';
export type { IRestoreCluster } from './cluster/restore-cluster';
