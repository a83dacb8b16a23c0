/** Text in which each character is one byte, so that it can hold what no encoding has. */
export type Bytes = string;

export const bytesOf = (text: Bytes): Buffer => Buffer.from(text, 'latin1');

/** What stands at a path of the container. */
export type Thing =
  | { readonly kind: 'file'; readonly bytes: Bytes; readonly mode: number }
  | { readonly kind: 'folder' | 'pipe' }
  | { readonly kind: 'link'; readonly target: string };

export interface Placed {
  readonly path: string;
  readonly thing: Thing;
}

/** A container in which `start` is run. */
export interface Case {
  /** Absent when there is no manifest. */
  readonly manifest: Thing | undefined;
  /** In the checkpoint's folder and in those that a manifest may name. */
  readonly placed: readonly Placed[];
  /** Whether the checkpoint is in a store instead of the image. */
  readonly store: boolean;
  /** Each `NAME=value`, or no variable at all. */
  readonly environment: readonly Bytes[];
  readonly command: string;
  /** What the engine does, and what the agent reports; see fakes.c. */
  readonly does: string;
  readonly report: string;
}
