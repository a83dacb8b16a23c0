export { CheckpointCluster } from './checkpoint-cluster';
export type { CheckpointClusterProps } from './checkpoint-cluster-props';
export type { ClusterAddOns } from './cluster-add-ons';
export type { NodePoolProps } from './node-pools';
