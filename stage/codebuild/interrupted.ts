import { Failure } from '../../kit/report/failure';

/** The failure of a build that was stopped before its run began. */
export function interrupted(cause: unknown): Failure {
  return new Failure('interrupted', 'the build was interrupted', 'nothing was created or released; run it again', {
    cause,
  });
}
