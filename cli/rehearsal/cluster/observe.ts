import { Failure } from '../../../kit/report/failure';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import type { Observation } from '../../../kit/wait';

// The service is polled often, the cluster less often: on a small cluster polling would slow the pod down.
export const ASK_MS = 5;
export const LOOK_MS = 20;

export interface ObserveOptions {
  /** The workload that the pod belongs to. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  /** @default - see the pod's events */
  readonly remedy?: string;
}

/** Polls until a pod reaches a state; on timeout the failure shows the last observation. */
export async function observePod<T>(options: ObserveOptions, probe: () => Promise<Observation<T>>): Promise<T> {
  const { name, remedy, timeoutMs } = options;
  try {
    return await waitUntil(options, probe);
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw new Failure(
      'pod-failed',
      `a pod of ${name} did not become ready within ${timeoutMs / 1000} s: ${error.lastSeen}`,
      remedy ?? 'see the events of the pod with kubectl, and docs/workload.md for what it needs of a node',
      { cause: error },
    );
  }
}

/** Returns the wall-clock time in milliseconds, with fractions. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
