import type { ReleaseRecord } from '../../contract';

/** How long a restore may take, as the objects of a workload need it. */
export interface RestoreDeadline {
  /** Milliseconds, as text. */
  readonly milliseconds: string;

  /** Returns its whole seconds, rounded up, and some more. */
  secondsAnd(more: number): number;
}

/**
 * What differs from release to release, for a workload that moves from one to the next without a synthesis. Its values
 * may be known at deployment only; nothing is calculated with them.
 */
export interface DeployedRelease {
  /** The name of the release. */
  readonly name: string;
  /** The digest of `vN`. */
  readonly serviceDigest: string;
  /** The digest of `vN-checkpoint`. */
  readonly checkpointDigest: string;
  /** The digest of its record. @default - not known */
  readonly recordDigest?: string;

  /** Returns the deadline of a restore from a store. */
  deadline(store: ReleaseRecord['stores'][number]['type']): RestoreDeadline;
}

/** Returns a deadline that is known at synthesis. */
export function knownDeadline(milliseconds: number): RestoreDeadline {
  return {
    milliseconds: String(milliseconds),
    secondsAnd: (more) => Math.ceil(milliseconds / 1000) + more,
  };
}

/** Returns the release of a record, all of whose values are known. */
export function recordedDeployment({ images, pod, recordDigest, release, stores }: ReleaseRecord): DeployedRelease {
  return {
    name: release,
    serviceDigest: images.service.digest,
    checkpointDigest: images.checkpoint.digest,
    ...(recordDigest === undefined ? {} : { recordDigest }),
    deadline: (store) => knownDeadline(stores.find(({ type }) => type === store)?.deadlineMs ?? pod.deadlineMs),
  };
}
