import { WaitTimeout } from '../../../../kit/wait';
import { boundMs } from '../bounds';
import type { Course, Measured } from '../bounds';
import { wordsOf } from '../fault';
import type { Expected, Fault, Group, Seen } from '../fault';
import { Loops } from './pod';
import type { Answered, Pod } from './pod';
import type { PodBench, PodChange } from './pod-bench';

/** Long enough to see how late an answer comes that is too late. */
const PATIENCE = 3;
const REQUEST = '/api/customers';

/** A fault of a pod: how the pod differs from that of a workload, and what happens to it. */
export interface PodFault {
  readonly id: string;
  readonly injects: string;
  /** @default - that it does not end, or is `restored` when that is expected */
  readonly course?: Course;
  readonly change: (bench: PodBench) => PodChange | Promise<PodChange>;
  /**
   * Injected while the pod runs; answers from when on the service must answer, in milliseconds since the epoch.
   * @default - nothing, from the start of its container on
   */
  readonly strike?: (pod: Pod, bench: PodBench) => Promise<number>;
  /**
   * Whether a cold start is slower under the fault, so that it is measured under it.
   * @default false
   */
  readonly slow?: boolean;
}

export type PodOutcome = Extract<Expected, { outcome: 'restored' | 'cold' }>;

export const restored: PodOutcome = { outcome: 'restored' };

export const cold = (...reasons: readonly [string, ...string[]]): PodOutcome => ({ outcome: 'cold', reasons });

/** A fault of a pod as a row of the matrix. */
export function ofPod(group: Group, expected: PodOutcome, fault: PodFault): Fault {
  const { id, injects } = fault;
  return { id, group, injects, expected, run: async (world) => strike(await world.pods(), expected, fault) };
}

async function strike(bench: PodBench, expected: PodOutcome, fault: PodFault): Promise<Seen> {
  const change = await fault.change(bench);
  const measured = fault.slow === true ? { ...bench.measured, coldMs: await bench.coldMs(change) } : bench.measured;
  const bound = boundMs(courseOf(expected, fault), measured);
  const pod = await bench.start(change);
  try {
    const since = await fault.strike?.(pod, bench);
    const answered = await pod.answered(PATIENCE * bound, since);
    return await judged(pod, expected, answered, { bound, measured });
  } catch (error) {
    if (!(error instanceof WaitTimeout || error instanceof Loops)) throw error;
    return { outcome: 'no answer', ms: PATIENCE * bound, wrong: `${error.message}\n${await pod.log()}` };
  } finally {
    await pod.remove();
  }
}

function courseOf(expected: PodOutcome, { course }: PodFault): Course {
  return course ?? (expected.outcome === 'restored' ? 'goes on' : 'fails');
}

async function judged(
  pod: Pod,
  expected: PodOutcome,
  { decision, ms }: Answered,
  { bound, measured }: { readonly bound: number; readonly measured: Measured },
): Promise<Seen> {
  const outcome = decision.mode === 'restored' ? 'restored' : `cold: ${decision.reason}`;
  const wrong = async () => {
    const right =
      expected.outcome === 'cold' ? expected.reasons.includes(decision.reason) : decision.mode === 'restored';
    if (!right) return `${wordsOf(expected)} was expected, got ${outcome}\n${await pod.log()}`;
    if (ms > bound) {
      return `it answered after ${ms} ms, and ${bound} ms were expected at most (cold start: ${measured.coldMs} ms, deadline: ${measured.deadlineMs} ms)\n${await pod.log()}`;
    }
    const status = await pod.get(REQUEST);
    return status === 200 ? undefined : `it answered ${status} to ${REQUEST}`;
  };
  return { outcome, ms, wrong: await wrong() };
}
