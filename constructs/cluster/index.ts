export { CheckpointCluster } from './checkpoint-cluster';
export type { CheckpointClusterProps } from './checkpoint-cluster-props';
export type { NodePoolProps } from './node-pools';
