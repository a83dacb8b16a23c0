/** A rule for open descriptors; the first that fits counts. */
export interface CaptureDescriptor {
  /** What becomes of the descriptor; `reopen` is for files alone. */
  readonly action: 'fail' | 'close' | 'keep' | 'reopen';

  /** What the descriptor is. */
  readonly kind: 'tcp' | 'udp' | 'unix' | 'pipe' | 'file' | 'directory' | 'device' | 'kernel';

  /** A glob on the path, or on either end of a connection, for example `*:5432`. */
  readonly pattern: string;
}

/** When the service is checkpointed, and what becomes of what it has open then; with engine `criu` alone. */
export interface CaptureCheckpoint {
  /**
   * `warm-up` checkpoints after the warm-up, `service` when the service calls Core.checkpointRestore(), `on-refresh` when Spring
   * has made its beans and started none.
   *
   * @default 'warm-up'
   */
  readonly trigger?: 'warm-up' | 'service' | 'on-refresh';

  /** Whether the hooks of the service run before the checkpoint, so that they are warm. @default true */
  readonly dryRunHooks?: boolean;

  /** Rules for open descriptors, at most 100. @default [] */
  readonly descriptors?: readonly CaptureDescriptor[];

  /** Fields, each with its class, whose state may be the same in every restored copy, at most 100. @default [] */
  readonly allowCopied?: readonly string[];
}
