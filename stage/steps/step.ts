import type { StepId } from '../../contract';
import type { StageContext } from '../stage-context';

/** How a step is told: its title before, and one line on its result after. */
export interface StepText<T> {
  readonly title: string;
  readonly summary: (result: T) => string;
}

/** Runs a step between its two messages. */
export async function step<T>(
  context: StageContext,
  id: StepId,
  text: StepText<T>,
  work: () => Promise<T>,
): Promise<T> {
  context.signal.throwIfAborted();
  context.reporter.report({ code: 'step-started', step: id, title: text.title });
  const began = performance.now();
  const elapsed = () => Math.round(performance.now() - began);
  try {
    const result = await work();
    context.reporter.report({ code: 'step-ended', step: id, ms: elapsed(), summary: text.summary(result) });
    return result;
  } catch (error) {
    context.reporter.report({ code: 'step-failed', step: id, ms: elapsed() });
    throw error;
  }
}
