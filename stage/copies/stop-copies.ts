import { exitedOrThrow } from '../../kit/process';
import { waitUntil, WaitTimeout } from '../../kit/wait';
import type { StageContext } from '../context/stage-context';
import type { RejectedCopy } from './rejected';

const POLL_MS = 100;

/**
 * How a copy ended: `died` before it got SIGTERM, `ended` after it, or still `running` when the grace period was over.
 */
export type Ending =
  | { readonly kind: 'died'; readonly status: number }
  | { readonly kind: 'ended'; readonly status: number }
  | { readonly kind: 'running' };

/** Sends SIGTERM to copies, all at once, as a kubelet does, and waits until they have ended or the grace period is over. */
export async function stopCopies(context: StageContext, copies: readonly RejectedCopy[]): Promise<readonly Ending[]> {
  return Promise.all(copies.map((copy) => stopCopy(context, copy)));
}

async function stopCopy({ containers, signal, spec }: StageContext, { container }: RejectedCopy): Promise<Ending> {
  const before = await containers.state(container);
  if (!before.running) return { kind: 'died', status: before.exitCode };
  try {
    await containers.kill(container, 'TERM');
  } catch (error) {
    exitedOrThrow(error);
    const { exitCode, running } = await containers.state(container);
    if (running) throw error;
    return { kind: 'died', status: exitCode };
  }
  const options = { timeoutMs: spec.gate.stopSeconds * 1000, intervalMs: POLL_MS, signal };
  try {
    return await waitUntil<Ending>(options, async () => {
      const { exitCode, running } = await containers.state(container);
      return running ? { seen: 'running' } : { found: { kind: 'ended', status: exitCode } };
    });
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    return { kind: 'running' };
  }
}
