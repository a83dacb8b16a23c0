export { Release } from '../release/release';
export { RestoredWorkload } from './restored-workload';
export type { RestoredWorkloadProps } from './restored-workload-props';
export { WorkloadIdentity } from './workload-identity';
export type { WorkloadIdentityConfig, WorkloadIdentityContext } from './workload-identity';
