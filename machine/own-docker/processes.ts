import { readdir } from 'node:fs/promises';
import { readIfThere, whenMissing } from '../files';

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
