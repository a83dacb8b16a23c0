import type { StepId } from '../../../contract';
import { expectFailure } from './failure';
import { Scene } from './scene';
import { STEP_LINES, withCompanion } from './steps';

/** Ctrl-C as soon as a step begins: one error, the exit code of an interruption, nothing left. */
export async function interruptIn(step: StepId): Promise<void> {
  const scene = withCompanion(new Scene());
  try {
    const program = scene.start();
    await program.line(`… ${STEP_LINES[step]}`);
    program.signal('SIGINT');
    const ending = await program.ended();
    expectFailure(ending, {
      code: 'interrupted',
      cause: 'the run was interrupted',
      remedy: 'nothing is left running and nothing was released; run it again',
    });
    expect(ending.stderr).toContain('! interrupted, cleaning up');
    await scene.expectNothingLeft();
  } finally {
    await scene.dispose();
  }
}
