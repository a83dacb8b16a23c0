/** A release record as retention needs it: of any version, also of one that cannot be read here. */
export interface ListedRecord {
  /** Every digest that it names. */
  readonly digests: readonly string[];
  readonly readable: boolean;
}

/** An image or artifact of a repository, with all its tags. */
export interface ListedImage {
  readonly digest: string;
  readonly tags: readonly string[];
  /**
   * When it came into the repository.
   * @default - not known, and what has no age is kept
   */
  readonly at?: Date;
  /** @default - it is no release record */
  readonly record?: ListedRecord;
}

/** A stored checkpoint: all objects of a prefix, or a folder. */
export interface ListedCopy {
  /** The bucket or folder in which it is, as the report names it. */
  readonly place: string;
  readonly number: number;
  /**
   * When its newest file was written.
   * @default - not known, and what has no age is kept
   */
  readonly at?: Date;
}

/** Everything of one service that takes up space. */
export interface Listing {
  readonly images: readonly ListedImage[];
  readonly copies: readonly ListedCopy[];
}

/** Something outside the repository that a release must be kept for, by a digest or by the release's number. */
export interface Use {
  /** Who uses it, as the report names it, for example `stack customers-production`. */
  readonly by: string;
  readonly what: { readonly digest: string } | { readonly number: number };
}

/** How much is kept of what nothing uses. */
export interface RetentionPolicy {
  /** This many of the newest releases are kept; at least 1, since the newest number must stay known. */
  readonly keepNewest: number;
  /** What is younger is never removed, since it may belong to a build that runs; at least a day. */
  readonly graceMs: number;
  /**
   * Runs whose process is known to have ended: what they left is removed without the grace period.
   * @default - none
   */
  readonly deadRuns?: ReadonlySet<string>;
}

/** A thing that is removed. */
export type Doomed =
  | { readonly kind: 'image'; readonly digest: string; readonly tags: readonly string[] }
  | { readonly kind: 'copy'; readonly place: string; readonly number: number };

/** A release that is removed: its record first, then all that it named. */
export interface DoomedRelease {
  readonly number: number;
  readonly record: string;
  readonly rest: readonly Doomed[];
  /** The mark of a clean-up that was killed. @default - none */
  readonly oldMark?: string;
  readonly why: string;
}

/** What stays, and why. */
export interface Kept {
  readonly name: string;
  readonly why: string;
}

/** What is to be removed, in this order, and what is kept. */
export interface RetentionPlan {
  readonly releases: readonly DoomedRelease[];
  readonly orphans: readonly (Doomed & { readonly why: string })[];
  readonly kept: readonly Kept[];
}
