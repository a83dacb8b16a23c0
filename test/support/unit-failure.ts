import { Failure } from '../../kit/report/failure';

/** All that a user sees of a failure. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** The failure that this work ends with; anything else fails the test. */
export async function failureOf(work: Promise<unknown> | (() => unknown)): Promise<Told> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, message, remedy } = error;
    return { code, message, remedy };
  }
  throw new Error('it did not fail');
}

/** The error that this work ends with, whatever it is. */
export async function errorOf<E extends Error>(
  work: Promise<unknown>,
  kind: abstract new (...args: never[]) => E,
): Promise<E> {
  const outcome: unknown = await work.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
  if (outcome instanceof kind) return outcome;
  throw outcome;
}
