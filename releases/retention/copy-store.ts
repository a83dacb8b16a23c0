import type { ListedCopy } from './listing';

/** A place with stored checkpoints of one service. */
export interface CopyStore {
  /** The place, as a report names it. */
  readonly place: string;
  list(): Promise<readonly ListedCopy[]>;
  /** Removes a copy, or what is left of it. */
  remove(number: number): Promise<void>;
}

/** A place that records name; it may be gone by now. */
export interface RecordedPlace extends CopyStore {
  /** False where it is gone or may not be read: its copies then stay. */
  isReached(): Promise<boolean>;
}
