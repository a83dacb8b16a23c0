export { STORE_FOLDER, STORE_VOLUME } from './delivery';
export type { CheckpointDelivery, DeliveryFetch } from './delivery';
export type { KubernetesObject } from './kubernetes-object';
