import type { CaptureCompanion } from '../capture-spec';

/** What a capture spec's file cannot know, since it is of AWS. The values may be known at deployment only. */
export interface CaptureSpecOverrides {
  /**
   * Variables of the service during capture and gate, beside those of `run.env` or instead of them. They are in the
   * template, in the build's log and in the checkpoint: never a secret.
   *
   * @default - those of the file
   */
  readonly env?: Readonly<Record<string, string>>;

  /**
   * Build arguments, beside those of `build.args` or instead of them. One whose name ends in `_IMAGE` is an image and must
   * be given by digest.
   *
   * @default - those of the file
   */
  readonly buildArgs?: Readonly<Record<string, string>>;

  /**
   * An image that exists already, by digest, instead of the file's `build` or `image`. A private one needs
   * `repository.grantPull(pipeline)`.
   *
   * @default - the image that the file builds or names
   */
  readonly image?: string;

  /**
   * Debian forky by digest, from which the runtime layer is built, instead of `images.debian`. A tag is refused: every pod
   * runs what it is.
   *
   * @default - that of the file, which must have one then
   */
  readonly debianImage?: string;

  /**
   * What the service needs beside it, instead of the file's companions: `[]` where the real things take their place.
   *
   * @default - those of the file
   */
  readonly companions?: readonly CaptureCompanion[];

  /**
   * The folder of the source in which the file lies, and to which its paths are relative.
   *
   * @default - the root of the source
   */
  readonly folder?: string;
}
