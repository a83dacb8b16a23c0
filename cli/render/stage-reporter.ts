import type { StageMessage, StepId } from '../../contract';
import type { Reporter } from '../../kit/report/reporter';
import type { Progress } from './progress';

export interface StepTime {
  readonly id: StepId;
  readonly ms: number;
}

/** Shows the messages of the stage and records the time of each step. */
export class StageReporter implements Reporter {
  public readonly steps: StepTime[] = [];

  public constructor(private readonly progress: Progress) {}

  public report(message: StageMessage): void {
    switch (message.code) {
      case 'host-read':
        return this.progress.note(`host: Linux ${message.kernel}, ${message.processor}, ${message.cgroups}`);
      case 'run-started':
        return this.progress.note(`run ${message.run} of ${message.service}`);
      case 'step-started':
        return this.progress.start(message.title);
      case 'step-progress':
        return this.progress.say(message.text);
      case 'step-ended':
        this.steps.push({ id: message.step, ms: message.ms });
        return this.progress.succeed(message.ms, message.summary);
      case 'step-failed':
        return this.progress.fail(message.ms);
      case 'swept':
        return this.progress.note(
          `cleaned up after run ${message.run}, which had ended without doing so: ${list(message.removed)}`,
        );
      case 'warning':
        return this.progress.warn(message.text);
      case 'failure-kept':
        return this.progress.note(
          `logs of the failed run: ${message.folder}; \`eks-crac doctor ${message.folder}\` reads them`,
        );
      case 'run-failed':
        return this.progress.error(`${message.text}\n  → ${message.remedy}`);
      case 'released':
        return this.progress.note(
          `released ${message.release} in ${message.repository}, ${(message.ms / 1000).toFixed(1)} s in all`,
        );
    }
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing was left' : names.join(', ');
}
