export { STORE_FOLDER, STORE_VOLUME } from './delivery';
export type { CheckpointDelivery, DeliveryFetch } from './delivery';
export type { KubernetesObject } from './kubernetes-object';
export { bucketDelivery } from './stores/bucket-delivery';
export type { BucketCopy } from './stores/bucket-delivery';
export { fileSystemDelivery } from './stores/file-system-delivery';
export type { FileSystemCopy } from './stores/file-system-delivery';
export { imageDelivery } from './stores/image-delivery';
