export { ClusterApi } from './cluster-api';
export type { Kubectl } from './kubectl';
export { onCluster } from './on-cluster';
export type { PodState } from './pod-state';
export type { PodSpread, PodTimes } from './pod-times';
export { rehearseOnCluster } from './rehearse-on-cluster';
export { findPodStart } from './start-line';
export { openCluster, reachCluster } from './target';
