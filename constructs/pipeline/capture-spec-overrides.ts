import type { CaptureCompanion } from '../capture-spec';

/** AWS-specific values that a capture spec file cannot contain. They may be known only at deployment. */
export interface CaptureSpecOverrides {
  /**
   * Environment variables of the service during capture and gate, merged over `run.env`. They are in the template, in
   * the build's log and in the checkpoint: never a secret.
   *
   * @default - those of the file
   */
  readonly env?: Readonly<Record<string, string>>;

  /**
   * Build arguments, merged over `build.args`. A name that ends in `_IMAGE` denotes an image, which must be given by
   * digest.
   *
   * @default - those of the file
   */
  readonly buildArgs?: Readonly<Record<string, string>>;

  /**
   * An existing image, by digest, instead of the file's `build` or `image`. A private repository needs
   * `repository.grantPull(pipeline)`.
   *
   * @default - the image that the file builds or names
   */
  readonly image?: string;

  /**
   * What the service depends on, instead of the file's companions: `[]` if it uses real AWS services.
   *
   * @default - those of the file
   */
  readonly companions?: readonly CaptureCompanion[];

  /**
   * The folder of the file in the source, to which the file's paths are relative.
   *
   * @default - the root of the source
   */
  readonly folder?: string;
}
