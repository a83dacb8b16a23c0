import type { ListedCopy } from './listing';

/** A place with stored checkpoints of one service. */
export interface CopyStore {
  /** The place, as a report names it. */
  readonly place: string;
  list(): Promise<readonly ListedCopy[]>;
  /** Removes a copy, or what is left of it. */
  remove(number: number): Promise<void>;
}
