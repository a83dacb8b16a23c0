export { CheckpointRetention } from './checkpoint-retention';
export type { CheckpointRetentionProps, RetentionStacks } from './checkpoint-retention-props';
