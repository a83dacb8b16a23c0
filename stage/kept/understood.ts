import { ProcessError } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { diagnose } from '../../knowledge';

/** Turns an error of the container runtime whose text is known into a failure; any other stays as it is. */
export function understood(error: unknown): unknown {
  if (!(error instanceof ProcessError)) return error;
  const [first] = diagnose(`${error.stdout}${error.stderr}`);
  if (first === undefined) return error;
  const { line, message } = first;
  const command = error.argv.slice(0, 2).join(' ');
  return new Failure('container-runtime-unavailable', `${command} failed: ${message.cause}: ${line}`, message.remedy, {
    cause: error,
  });
}
