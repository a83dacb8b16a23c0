import { COLD_REASONS } from '../../contract';
import { findDecision } from '../../contract/start-line';
import type { StartReport } from '../../contract/start-line';
import { waitUntil, WaitTimeout } from '../../kit/wait';
import type { StageContext } from '../context/stage-context';
import { COPY_MODES } from './copy-mode';
import { awaitFirstAnswer } from './first-answer';
import type { PreparedCopy } from './prepared-copy';
import { rejected } from './rejected';

const START_LINE_MS = 10_000;

/** A copy that serves. */
export interface RunningCopy extends PreparedCopy {
  readonly baseUrl: string;
  readonly readinessPort: number;
  /** From container start to the first time that it was ready, in milliseconds. */
  readonly readyMs: number;
}

/** Starts a prepared copy and waits until it responds, in the way that it was prepared for: another way is a failure. */
export async function startCopy(context: StageContext, copy: PreparedCopy): Promise<RunningCopy> {
  await context.containers.start(copy.container);
  const { startedAt } = await context.containers.state(copy.container);
  const answeredAt = await awaitFirstAnswer(context, copy);
  await requireMode(context, copy);
  const { baseUrl, readinessPort } = copy.sandbox;
  return { ...copy, baseUrl, readinessPort, readyMs: Math.max(0, answeredAt - startedAt) };
}

/** Looks for the decision of `start`, which is written before the first response. */
async function requireMode(context: StageContext, copy: PreparedCopy): Promise<void> {
  const report = await decision(context, copy);
  if (report.mode === copy.mode) return;
  const { start: code } = COPY_MODES[copy.mode];
  if (report.mode === 'restored') throw await rejected(context, copy, { what: 'it was restored', code });
  const { detail, reason } = report;
  const { cause, remedy } = COLD_REASONS[reason];
  const what = `it started cold, reason ${reason} (${detail ?? cause})`;
  throw await rejected(context, copy, { what, code, remedy, explainedByLog: true });
}

async function decision(context: StageContext, copy: PreparedCopy): Promise<StartReport> {
  try {
    return await waitUntil<StartReport>(
      { timeoutMs: START_LINE_MS, intervalMs: 50, signal: context.signal },
      async () => {
        const found = findDecision((await context.containers.logs(copy.container)).stderr);
        return found === undefined ? { seen: 'no line of start' } : { found };
      },
    );
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    const what = `it answered, but start wrote no report line within ${START_LINE_MS / 1000} s`;
    throw await rejected(context, copy, { what, code: COPY_MODES[copy.mode].start });
  }
}
