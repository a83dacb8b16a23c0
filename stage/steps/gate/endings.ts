import type { StageContext } from '../../context/stage-context';
import { rejected } from '../../copies/rejected';
import type { RunningCopy } from '../../copies/running-copy';
import type { Ending } from '../../copies/stop-copies';

const GRACEFUL =
  'see which of its shutdown hooks waits or throws after a restore: a thread or a client that it ends may belong to the capture';

/** Fails when a copy died by itself after it had answered. */
export async function requireAlive(
  context: StageContext,
  copies: readonly RunningCopy[],
  endings: readonly Ending[],
): Promise<void> {
  for (const [index, copy] of copies.entries()) {
    const ending = endings[index];
    if (ending?.kind !== 'died') continue;
    const what = `it answered, and then ended with status ${ending.status}`;
    throw await rejected(context, copy, { what, code: 'restore-failed' });
  }
}

/** Fails when a restored copy ends on SIGTERM otherwise than a cold start does. */
export async function requireSameEnding(
  context: StageContext,
  copies: readonly RunningCopy[],
  endings: readonly Ending[],
  cold: Ending,
): Promise<void> {
  const { reporter, spec } = context;
  if (cold.kind === 'running') {
    const text = `the service does not end within ${spec.gate.stopSeconds} s after SIGTERM, cold or restored: a pod is killed at the end of its grace period`;
    reporter.report({ code: 'warning', text });
    return;
  }
  for (const [index, copy] of copies.entries()) {
    const ending = endings[index];
    if (ending === undefined || text(ending, spec.gate.stopSeconds) === text(cold, spec.gate.stopSeconds)) continue;
    const [own, other] = [ending, cold].map((one) => text(one, spec.gate.stopSeconds));
    throw await rejected(context, copy, {
      what: `after SIGTERM it ${own}, and a cold start ${other}`,
      code: 'stop-failed',
      remedy: ending.kind === 'running' ? `${GRACEFUL}; or raise \`gate.stopSeconds\`` : GRACEFUL,
    });
  }
}

function text(ending: Ending, seconds: number): string {
  return ending.kind === 'running' ? `was still running after ${seconds} s` : `ended with status ${ending.status}`;
}
