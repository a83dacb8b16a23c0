import type { WorkloadSettings } from '../../manifests';
import type { IRestoreCluster } from '../cluster/restore-cluster';
import type { ICheckpointStore } from '../stores';
import type { Release } from '../release/release';
import type { WorkloadIdentity } from './workload-identity';

/** Settings of a workload, and its AWS-specific properties. */
export interface RestoredWorkloadProps extends WorkloadSettings {
  /** The cluster of the pods. It must have nodes of the release's CPU class. */
  readonly cluster: IRestoreCluster;

  /** The release to restore. Changing it rolls out new pods. */
  readonly release: Release;

  /**
   * The store from which the pods get the checkpoint; ignored for a cold workload.
   *
   * @default CheckpointStore.image()
   */
  readonly store?: ICheckpointStore;

  /**
   * How the pods get AWS credentials. The role has no permissions until you grant some to the workload.
   *
   * @default WorkloadIdentity.podIdentity()
   */
  readonly identity?: WorkloadIdentity;

  /**
   * Whether the stack applies the objects; otherwise use `toYaml()` and apply them yourself.
   *
   * @default true
   */
  readonly apply?: boolean;

  /**
   * Whether a deployment waits, up to 14 minutes, until all pods are of the release and ready; if they are not,
   * CloudFormation applies the objects before the change again. Without it a bad release deploys without an error.
   *
   * @default true
   */
  readonly waitForRollout?: boolean;
}
