import { waitUntil } from '../../kit/wait';
import { progressOf } from '../context/stage-context';
import type { StageContext } from '../context/stage-context';
import type { Running } from './states';

/** The clock of this machine may be set while the stage waits. */
const GRACE_MS = 60_000;

/** Readers of a release find a session in its checkpoint that opens nothing any more. */
export async function awaitSessionEnd(context: StageContext, { sandbox: { credentials } }: Running): Promise<void> {
  const { worksUntil } = credentials;
  if (worksUntil === undefined) return;
  const leftMs = () => worksUntil.getTime() - Date.now();
  const progress = progressOf(context, 'publish');
  await waitUntil<true>(
    { timeoutMs: Math.max(0, leftMs()) + GRACE_MS, intervalMs: 1000, signal: context.signal },
    () => {
      const left = leftMs();
      if (left <= 0) return Promise.resolve({ found: true });
      const seen = `the capture's AWS session works for ${Math.ceil(left / 1000)} s more; nothing is released before`;
      progress(seen);
      return Promise.resolve({ seen });
    },
  );
}
