import type { StepId } from '../../contract';
import type { StageContext } from '../context/stage-context';

/** One step of the stage: takes the state before it and returns the next one. */
export interface Step<Before, After> {
  readonly id: StepId;
  /** What the step does, as shown to the user while it runs. */
  readonly title: string;
  /** Returns one line on the result. */
  readonly summary: (after: After, context: StageContext) => string;
  readonly run: (context: StageContext, before: Before) => Promise<After>;
}

/** Runs a step and reports its begin and end. */
export async function runStep<Before, After>(
  context: StageContext,
  step: Step<Before, After>,
  before: Before,
): Promise<After> {
  context.signal.throwIfAborted();
  context.reporter.report({ code: 'step-started', step: step.id, title: step.title });
  const began = performance.now();
  const elapsed = () => Math.round(performance.now() - began);
  try {
    const after = await step.run(context, before);
    context.reporter.report({
      code: 'step-ended',
      step: step.id,
      ms: elapsed(),
      summary: step.summary(after, context),
    });
    return after;
  } catch (error) {
    context.reporter.report({ code: 'step-failed', step: step.id, ms: elapsed() });
    throw error;
  }
}
