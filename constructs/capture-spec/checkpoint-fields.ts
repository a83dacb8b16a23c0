/** A rule for open descriptors; the first matching rule applies. */
export interface CaptureDescriptor {
  /** What to do with the descriptor; `reopen` is for files only. */
  readonly action: 'fail' | 'close' | 'keep' | 'reopen';

  /** The kind of descriptor. */
  readonly kind: 'tcp' | 'udp' | 'unix' | 'pipe' | 'file' | 'directory' | 'device' | 'kernel';

  /** A glob on the path, or on either end of a connection, for example `*:5432`. */
  readonly pattern: string;
}

/**
 * A secret that may be in a checkpoint, by its `name`, or by its `kind` in one place.
 */
export interface CaptureAllowedSecret {
  /**
   * A variable of `run.env`, a header of a request, or a value as the failure names it.
   *
   * @default - `kind` and `in`
   */
  readonly name?: string;

  /**
   * A kind of key or token as the failure names it, for example `jwt`.
   *
   * @default - `name`
   */
  readonly kind?: string;

  /**
   * Where the kind is allowed: `memory`, or the path of a file in the container.
   *
   * @default - `name`
   */
  readonly in?: string;

  /** Why it may be in a checkpoint; it stands in the release record. */
  readonly reason: string;
}

/** When the service is checkpointed, and how its open descriptors are handled; engine `criu` only. */
export interface CaptureCheckpoint {
  /**
   * `warm-up` checkpoints after the warm-up, `service` when the service calls Core.checkpointRestore(), `on-refresh`
   * when Spring has created its beans and started none.
   *
   * @default 'warm-up'
   */
  readonly trigger?: 'warm-up' | 'service' | 'on-refresh';

  /**
   * `run` calls the service's `org.crac` hooks before the checkpoint and after each restore, `skip` calls none of them.
   *
   * @default 'run'
   */
  readonly hooks?: 'run' | 'skip';

  /**
   * Whether the service's hooks run in a dry run before the checkpoint, so that they are warm.
   *
   * @default true unless `hooks` is `skip`
   */
  readonly dryRunHooks?: boolean;

  /**
   * `mapped` restores memory as private mappings of a file of the checkpoint, which the copies on a node share until
   * they write, `copied` as new memory of each copy.
   *
   * @default 'mapped'
   */
  readonly memory?: 'mapped' | 'copied';

  /**
   * What keeps timers right after a restore: a `library` preloaded into the JVM, or a time `namespace` at the capture,
   * which takes more privileges there.
   *
   * @default 'library'
   */
  readonly clock?: 'library' | 'namespace';

  /** Rules for open descriptors, at most 100. @default [] */
  readonly descriptors?: readonly CaptureDescriptor[];

  /** Fields (with class) whose state may be the same in every restored copy, at most 100. @default [] */
  readonly allowCopied?: readonly string[];

  /** Secrets that may be in the checkpoint, at most 100; with every engine. @default [] */
  readonly allowSecrets?: readonly CaptureAllowedSecret[];
}
