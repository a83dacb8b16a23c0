import type { ReleaseRecord } from '../../contract';
import type { CheckpointDelivery } from '../delivery';
import type { WorkloadSettings } from './workload-settings';

/** A workload that starts from the checkpoint of a release: its settings, and what its surroundings know of it. */
export interface WorkloadOptions extends WorkloadSettings {
  /** The release: image, user, port, limits, readiness and CPU class are from it. */
  readonly record: ReleaseRecord;

  /** How the checkpoint's files arrive; a cold workload does not use it. */
  readonly delivery: CheckpointDelivery;

  /**
   * Stands for the values of `environment` and `systemProperties` where these are known at deployment only: new pods start
   * when it changes.
   *
   * @default - a hash of the values
   */
  readonly environmentHash?: string;

  /**
   * Annotations of the service account, which some kinds of identity need.
   *
   * @default - no annotations
   */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
}
