import { FAILURES } from '../../contract/failures';
import type { FailureCode } from '../../contract/failures';

/** A failure that the user can act on: the cause and a remedy. */
export class Failure extends Error {
  public override readonly name = 'Failure';

  public constructor(
    public readonly code: FailureCode,
    message: string,
    public readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  public get exitCode(): number {
    return FAILURES[this.code].exitCode;
  }
}
