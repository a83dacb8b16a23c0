import type { ChildProcess } from 'node:child_process';

/** Time between SIGTERM and SIGKILL. */
export const KILL_GRACE_MS = 5000;

/** Sends SIGTERM to a child's process group, and SIGKILL to what is left after the grace period. */
export function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), KILL_GRACE_MS);
  child.once('close', () => clearTimeout(timer));
}

/** Like `endGroup`, but waits until the process has ended. */
export async function stopGroup(pid: number, ended: Promise<unknown>, graceMs: number): Promise<void> {
  if (!signalGroup(pid, 'SIGTERM')) return;
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
