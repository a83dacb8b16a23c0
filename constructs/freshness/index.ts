export { CheckpointFreshness } from './checkpoint-freshness';
export type { CheckpointFreshnessProps } from './checkpoint-freshness-props';
