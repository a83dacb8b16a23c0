export { UsageError } from './core/errors';
export type { UsageErrorCode } from './core/errors';
export { CheckpointEngine, CpuClass } from './engines';
export type { CpuClassProps } from './engines';
export { CheckpointNetwork } from './network';
export type { CheckpointNetworkProps } from './network';
export { Release } from './workload/release';
