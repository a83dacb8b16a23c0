import { ProcessError } from '../process';
import type { StageContext } from '../stage-context';
import type { CaptureContainer } from './engine-driver';

/** The status of the capture container; undefined when it has not ended in time. */
export async function endedWith(
  context: StageContext,
  capture: CaptureContainer,
  timeoutMs: number,
): Promise<number | undefined> {
  try {
    return await context.engine.wait(capture.container, timeoutMs);
  } catch (error) {
    if (error instanceof ProcessError && error.failure.kind === 'timed-out') return undefined;
    throw error;
  }
}
