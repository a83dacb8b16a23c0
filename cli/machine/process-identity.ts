import { readdir } from 'node:fs/promises';
import { errorCode, readIfThere, whenMissing } from './files';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Ticks from boot to its start; empty where there is no /proc. */
  readonly started: string;
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, started: (await running(process.pid))?.started ?? '' };
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (!exists(identity.pid)) return false;
  if (identity.started === '') return true;
  return (await running(identity.pid))?.started === identity.started;
}

/** The arguments a process was started with; nothing when it has ended. */
export async function commandLine(pid: number): Promise<readonly string[]> {
  const text = await readIfThere(`/proc/${pid}/cmdline`);
  return text === undefined ? [] : text.split('\0').slice(0, -1);
}

/** Whether some process of this machine has such arguments. */
export async function someProcess(test: (argv: readonly string[]) => boolean): Promise<boolean> {
  const names = await whenMissing(readdir('/proc'), []);
  for (const name of names.filter((entry) => /^\d+$/.test(entry))) {
    if (test(await commandLine(Number(name)))) return true;
  }
  return false;
}

/** The recorded number of a process that writes such a file; nothing when there is no such file. */
export async function recordedPid(file: string): Promise<number | undefined> {
  const pid = Number.parseInt((await readIfThere(file)) ?? '', 10);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    if (errorCode(error) === 'EPERM') return true;
    throw error;
  }
}

/** What /proc says of a process; nothing when it has ended, also when its parent has not noticed that yet. */
async function running(pid: number): Promise<{ readonly started: string } | undefined> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the name in parentheses, which may hold spaces; the state is the third, the start the 22nd.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : { started: fields[19] ?? '' };
}
