import type { ReleaseRecord } from '../../contract';
import type { CheckpointDelivery } from '../delivery';
import type { DeployedRelease } from './deployed-release';
import type { WorkloadSettings } from './workload-settings';

/** A workload that starts from the checkpoint of a release: its settings and its environment. */
export interface WorkloadOptions extends WorkloadSettings {
  /** The release, which determines image, user, port, limits, readiness and CPU class. */
  readonly record: ReleaseRecord;

  /** How the checkpoint's files arrive; ignored for a cold workload. */
  readonly delivery: CheckpointDelivery;

  /**
   * What a deployment may change of the release, where it is not known at synthesis.
   *
   * @default - the values of the record
   */
  readonly deployed?: DeployedRelease;

  /**
   * Represents the values of `environment` and `systemProperties` if these are known only at deployment: a change
   * triggers new pods.
   *
   * @default - a hash of the values
   */
  readonly environmentHash?: string;

  /**
   * Annotations of the service account, which some identities need.
   *
   * @default - no annotations
   */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
}
