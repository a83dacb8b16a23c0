import type { WorkloadSettings } from '../../manifests';
import type { IRestoreCluster } from '../cluster/restore-cluster';
import type { ICheckpointStore } from '../stores';
import type { Release } from '../release/release';
import type { WorkloadIdentity } from './workload-identity';

/** The settings of a workload, and what only AWS knows of it. */
export interface RestoredWorkloadProps extends WorkloadSettings {
  /** Where the pods run. It must have nodes of the release's CPU class. */
  readonly cluster: IRestoreCluster;

  /** What is restored. Another release is a rollout: its pods replace those of the one before. */
  readonly release: Release;

  /**
   * Where the pods have the checkpoint from; not used by a cold workload.
   *
   * @default CheckpointStore.image()
   */
  readonly store?: ICheckpointStore;

  /**
   * How the pods get AWS credentials. The role may do nothing until something is granted to the workload.
   *
   * @default WorkloadIdentity.podIdentity()
   */
  readonly identity?: WorkloadIdentity;

  /**
   * Whether the stack applies the objects; otherwise `toYaml()` gives them to whoever does.
   *
   * @default true
   */
  readonly apply?: boolean;
}
