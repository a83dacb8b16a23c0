/** Why the runtime layer could not be built, and what to do about it. */
export class BuildError extends Error {
  public override readonly name = 'BuildError';

  public constructor(
    message: string,
    public readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
