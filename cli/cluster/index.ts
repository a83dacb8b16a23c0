export { ClusterApi } from './cluster-api';
export type { PodState } from './cluster-api';
export type { Kubectl } from './kubectl';
export type { PodSpread, PodTimes } from './pod-times';
export { onCluster, rehearseOnCluster } from './rehearse-on-cluster';
export { findPodStart } from './start-line';
export { openCluster } from './target';
