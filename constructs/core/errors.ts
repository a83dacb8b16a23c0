import type { IConstruct } from 'constructs';

/** What was misused; each code has one rule. */
export type UsageErrorCode =
  | 'invalid-prop'
  | 'store-out-of-reach'
  | 'conflicting-props'
  | 'engine-not-supported'
  | 'engine-and-cpu-class'
  | 'engine-and-kernel'
  | 'cpu-class-and-nodes'
  | 'stage-not-built';

/** A construct was given what cannot work. The message names the prop, the rule, the value and the remedy. */
export class UsageError extends Error {
  public override readonly name = 'UsageError';

  public constructor(
    public readonly code: UsageErrorCode,
    message: string,
    /** The construct that was misused, when there is one already. */
    public readonly scope?: IConstruct,
  ) {
    super(scope === undefined ? message : `${message} [at ${scope.node.path}]`);
  }
}
