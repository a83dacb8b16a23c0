export { STORE_FOLDER, STORE_VOLUME } from './delivery';
export type { CheckpointDelivery, DeliveryFetch } from './delivery';
export type { KubernetesObject } from './kubernetes-object';
export { bucketDelivery } from './stores/bucket-delivery';
export type { BucketCopy } from './stores/bucket-delivery';
export { fileSystemDelivery } from './stores/file-system-delivery';
export type { FileSystemCopy } from './stores/file-system-delivery';
export { imageDelivery } from './stores/image-delivery';
export { InvalidManifest } from './invalid-manifest';
export { renderYaml } from './render-yaml';
export { environmentHash, refusedVariable } from './workload/environment';
export { workloadNotes } from './workload/notes';
export type { WorkloadNotes } from './workload/notes';
export { podSecurityLevel } from './workload/security-context';
export type { PodSecurityLevel } from './workload/security-context';
export { workloadManifests } from './workload/workload-manifests';
export type {
  WorkloadIngress,
  WorkloadOptions,
  WorkloadAutoscaling,
  WorkloadVolume,
} from './workload/workload-options';
export { nodeClass } from './karpenter/node-class';
export type { NodeClassOptions } from './karpenter/node-class';
export { nodePool } from './karpenter/node-pool';
export type { NodePoolOptions } from './karpenter/node-pool';
