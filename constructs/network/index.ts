export { CheckpointNetwork } from './checkpoint-network';
export type { CheckpointNetworkProps } from './checkpoint-network';
