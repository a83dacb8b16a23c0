import type { StepId } from '../../../contract';
import { Scene } from './scene';
import { STEP_LINES, withCompanion } from './steps';

/** `kill -9` as soon as a step begins; then a second run cleans up, and releases under a number of its own. */
export async function killIn(step: StepId): Promise<void> {
  const scene = withCompanion(new Scene());
  try {
    const program = scene.start();
    await program.line(`… ${STEP_LINES[step]}`);
    program.signal('SIGKILL');
    expect((await program.ended()).signal).toBe('SIGKILL');
    const [killed = 'no run'] = scene.runs();
    expect(await scene.releases()).toEqual([]);
    const claimed = scene.attempts();
    const tagged = await scene.digests();

    const next = await scene.rehearse();
    expect({ exitCode: next.exitCode, stderr: next.stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringContaining(`cleaned up after run ${killed}, which had ended without doing so: `) as string,
    });
    // What the killed run had claimed, or was about to, is never used again.
    const release = `v${claimed.length + 1}`;
    expect(await scene.releases()).toEqual([release]);
    for (const digest of tagged) expect(await scene.repository.manifest(digest)).toBeUndefined();
    await scene.expectNothingLeft([release]);
  } finally {
    await scene.dispose();
  }
}
