import { readFileSync } from 'node:fs';

/** A process, distinguishable from a later one with the same PID. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in kernel ticks since boot; empty where /proc does not exist. */
  readonly startedAt: string;
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startedAt: startTicks(pid) };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return answersSignals(identity.pid) && startTicks(identity.pid) === identity.startedAt;
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return true;
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function startTicks(pid: number): string {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The program's name may contain spaces and parentheses; the state follows the last parenthesis.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  // A zombie has ended; its parent has not reaped it yet.
  return state === 'Z' || state === 'X' ? 'ended' : (fields[18] ?? '');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
