import type { CaptureSpec } from '../../../contract';
import { Failure } from '../../../kit/report/failure';

/** Fails when the restores of the gate took longer than `gate.p95Seconds`. */
export function requireBudget({ gate: { p95Seconds } }: CaptureSpec, restoreMs: readonly number[]): void {
  const slow = percentile95(restoreMs);
  if (p95Seconds === undefined || slow <= p95Seconds * 1000) return;
  throw new Failure(
    'restore-slow',
    `95 of 100 restores took up to ${slow} ms, and \`gate.p95Seconds\` allows ${p95Seconds * 1000} ms; the restores took ${restoreMs.join(', ')} ms`,
    'docs/benchmarks.md shows where the time goes: a smaller heap and fewer hooks help most; or raise `gate.p95Seconds`; nothing was released',
  );
}

/** By nearest rank: of less than twenty values the largest. */
function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0;
}
