import { Failure } from '../../../kit/report/failure';

const NO_TIME_NAMESPACE = /^eks-crac: no time namespace for the capture: (.*)$/m;

/** The failure when the capture could not begin; the service has not been started. */
export function noTimeNamespace(output: string): Failure | undefined {
  const refusal = NO_TIME_NAMESPACE.exec(output)?.[1];
  if (refusal === undefined) return undefined;
  return new Failure(
    'checkpoint-failed',
    `the capture container could not get its own clock, without which timers hang after a restore: ${refusal}`,
    'capture on Linux 5.6 or newer with time namespaces (/proc/self/ns/time is there), where the container runtime gives root SYS_ADMIN and SYS_TIME; a restore needs neither',
  );
}
