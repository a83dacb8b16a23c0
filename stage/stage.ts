import { capture } from './capture';
import type { Capture } from './capture';
import type { StagePlatform } from './context/platform';
import type { StageContext } from './context/stage-context';
import { withRun } from './with-run';
import type { StageInput } from './with-run';

/** Runs the stage once and cleans up, whatever the outcome. */
export async function runStage<T>(
  platform: StagePlatform,
  input: StageInput,
  afterwards: (context: StageContext, capture: Capture) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  let released: string | undefined;
  return withRun(platform, input, {
    run: (context) =>
      capture(context, (made) => {
        const ms = Math.round(performance.now() - began);
        released = made.record.release;
        const { repository } = context.repository;
        platform.reporter.report({ code: 'released', release: released, repository, ms });
        return afterwards(context, made);
      }),
    outcome: () => (released === undefined ? 'nothing was released' : `${released} is released`),
  });
}
