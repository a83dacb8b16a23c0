import { Failure } from '../../../kit/report/failure';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import type { Observation } from '../../../kit/wait';

// The service is asked often. The cluster is asked less often: on a small one the questions would slow the pod down.
export const ASK_MS = 5;
export const LOOK_MS = 20;

export interface ObserveOptions {
  /** Whose pod it is. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  /** @default - that the events of the pod say more */
  readonly remedy?: string;
}

/** Looks at a pod until it is as it should be; too long is a failure that says what was seen last. */
export async function observePod<T>(options: ObserveOptions, probe: () => Promise<Observation<T>>): Promise<T> {
  const { name, remedy, timeoutMs } = options;
  try {
    return await waitUntil(options, probe);
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw new Failure(
      'pod-failed',
      `a pod of ${name} did not get ready within ${timeoutMs / 1000} s: ${error.lastSeen}`,
      remedy ?? 'see the events of the pod with kubectl, and docs/workload.md for what it needs of a node',
      { cause: error },
    );
  }
}

/** The wall clock with fractions of a millisecond. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
