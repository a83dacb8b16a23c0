import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil, WaitTimeout } from '../../kit/wait';
import { readIfThere, whenMissing } from '../files';

const PROC = '/proc';
/** How long an `execve` may take, with a program that must first be read from a disk. */
const EXEC_MS = 5_000;

/**
 * The arguments a process was started with; nothing when it has ended. Within `execve` Linux shows none of a process
 * that lives, for as long as the new program takes to be mapped: then they are waited for.
 */
export async function commandLine(pid: number, proc = PROC): Promise<readonly string[]> {
  try {
    return await waitUntil<readonly string[]>({ timeoutMs: EXEC_MS, intervalMs: 1 }, async () => {
      const text = (await readIfThere(join(proc, String(pid), 'cmdline'))) ?? '';
      if (text === '' && (await hasProgram(join(proc, String(pid))))) return { seen: 'no arguments' };
      return { found: text.split('\0').slice(0, -1) };
    });
  } catch (error) {
    if (error instanceof WaitTimeout) return [];
    throw error;
  }
}

/** Neither a thread of the kernel nor a process that has ended has one. */
async function hasProgram(folder: string): Promise<boolean> {
  return (await whenMissing(readlink(join(folder, 'exe')), undefined)) !== undefined;
}

/** Whether some process of this machine has such arguments. */
export async function someProcess(test: (argv: readonly string[]) => boolean): Promise<boolean> {
  const names = await whenMissing(readdir(PROC), []);
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
