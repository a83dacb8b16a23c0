export { STORE_FOLDER } from '../contract';
export { SOURCE_VOLUME, STORE_VOLUME } from './delivery';
export type { CheckpointDelivery, DeliveryFetch, DeliverySource } from './delivery';
export type { KubernetesObject } from './kubernetes-object';
export { bucketDelivery } from './stores/bucket-delivery';
export type { BucketCheckpoint } from './stores/bucket-delivery';
export { fileSystemDelivery } from './stores/file-system-delivery';
export type { FileSystemCheckpoint } from './stores/file-system-delivery';
export { nodeLocalDelivery } from './stores/node-local-delivery';
export type { NodeLocalCheckpoint } from './stores/node-local-delivery';
export { mountedBucketDelivery } from './stores/mounted-bucket-delivery';
export type { MountedBucketCheckpoint } from './stores/mounted-bucket-delivery';
export { volumeDelivery } from './stores/volume-delivery';
export type { VolumeCheckpoint } from './stores/volume-delivery';
export type { UnpackOptions } from './stores/unpack-volume';
export { imageDelivery } from './stores/image-delivery';
export { releasePolicy } from './admission';
export type { AdmissionOptions } from './admission';
export { InvalidManifest } from './invalid-manifest';
export { readinessCheck } from './readiness-check';
export { renderYaml } from './render-yaml';
export { JsonPatch } from './json-patch';
export type { IDuration, ISize } from './units';
export type { DeployedRelease, RestoreDeadline } from './workload/deployed-release';
export { environmentHash } from './workload/environment';
export { refusedVariable } from './workload/environment-rules';
export { WORKLOAD_LABEL } from './workload/metadata';
export { workloadNotes } from './workload/notes';
export type { WorkloadNotes } from './workload/notes';
export { podSecurityLevel } from './workload/security-context';
export type { PodSecurityLevel } from './workload/security-context';
export { workloadManifests, workloadObjects } from './workload/workload-manifests';
export { workloadNames } from './workload/workload-names';
export type { WorkloadNames } from './workload/workload-names';
export type { WorkloadOptions } from './workload/workload-options';
export { workloadPlan } from './workload/workload-plan';
export type { WorkloadPlan } from './workload/workload-plan';
export type {
  WorkloadAutoscaling,
  WorkloadCertificate,
  WorkloadIngress,
  WorkloadLimits,
  WorkloadSettings,
  WorkloadVolume,
} from './workload/workload-settings';
export { nodeClass } from './karpenter/node-class';
export type { NodeClassOptions } from './karpenter/node-class';
export type { NodeDisk } from './karpenter/disk';
export { isFreeTag } from './karpenter/tags';
export { nodePool } from './karpenter/node-pool';
export type { NodePoolOptions } from './karpenter/node-pool';
