export { Release } from '../release/release';
export { ResolvedRelease } from '../release/resolved-release';
export type { ResolvedReleaseProps } from '../release/resolved-release';
export { RestoredWorkload } from './restored-workload';
export type { RestoredWorkloadProps } from './restored-workload-props';
export { WorkloadIdentity } from './workload-identity';
export type { WorkloadIdentityConfig, WorkloadIdentityContext } from './workload-identity';
