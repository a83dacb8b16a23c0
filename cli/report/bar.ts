/** A bar of a chart, with its pieces from left to right. */
export interface Bar {
  readonly name: string;
  /** By the name of the piece. */
  readonly pieces: Readonly<Record<string, number>>;
}
