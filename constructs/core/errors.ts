import type { IConstruct } from 'constructs';

/** The kind of misuse; each code stands for one rule. */
export type UsageErrorCode =
  | 'invalid-prop'
  | 'store-out-of-reach'
  | 'conflicting-props'
  | 'engine-and-cpu-class'
  | 'engine-and-kernel'
  | 'cpu-class-and-nodes'
  | 'lambda-not-built'
  | 'stage-not-built'
  | 'runtime-layer-missing';

/** A construct was given invalid props. The message names the prop, the rule, the value and the remedy. */
export class UsageError extends Error {
  public override readonly name = 'UsageError';

  public constructor(
    public readonly code: UsageErrorCode,
    message: string,
    /** The misused construct, if it exists already. */
    public readonly scope?: IConstruct,
  ) {
    super(scope === undefined ? message : `${message} [at ${scope.node.path}]`);
  }
}
