import { ProcessError } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import type { RuntimeProgram } from './dialect';

/** Detects that the daemon is unreachable, which otherwise looks like any failed command. */
export function unavailable(program: RuntimeProgram, error: unknown): Failure | undefined {
  if (!(error instanceof ProcessError)) return undefined;
  const gone = /cannot connect to (the docker daemon|podman)|is the docker daemon running|error during connect/i.test(
    error.stderr,
  );
  const missing = error.failure.kind === 'spawn-failed';
  if (!gone && !missing) return undefined;
  return new Failure(
    'container-runtime-unavailable',
    `${program} does not answer: ${error.message}`,
    `start ${program}, or run \`eks-crac machine up\``,
    {
      cause: error,
    },
  );
}
