export type { Kubectl } from './kubectl';
export type { PodSpread, PodTimes } from './pod-times';
export { rehearseOnCluster } from './rehearse-on-cluster';
export { openCluster } from './target';
