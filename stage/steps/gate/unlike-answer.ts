/** The first difference between two responses, as a message tells it. */
export interface UnlikeAnswer {
  /** What differs: the status, a header, a field or a place in the body. */
  readonly at: string;
  /** What the captured service has there, and what the copy has. */
  readonly captured: string;
  readonly restored: string;
  /** What a user may do, when the difference is intended. */
  readonly remedy: string;
}
