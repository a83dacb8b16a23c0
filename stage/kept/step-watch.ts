import type { StageMessage, StepId } from '../../contract';
import type { Reporter } from '../../kit/report/reporter';

/** Passes messages on, and knows the step that began last. */
export class StepWatch implements Reporter {
  public step: StepId | undefined;

  public constructor(private readonly reporter: Reporter) {}

  public report(message: StageMessage): void {
    if (message.code === 'step-started') this.step = message.step;
    this.reporter.report(message);
  }
}
