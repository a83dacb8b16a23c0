import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PRIVATE_FOLDER } from '../../../kit/private-files';
import { identify, isAlive } from '../../../stage/run/process-identity';

/** Makes a folder of this process below another, and removes those of processes that were killed. */
export async function ownFolder(parent: string): Promise<string> {
  const own = nameOf(process.pid);
  await mkdir(join(parent, own), PRIVATE_FOLDER);
  for (const name of await readdir(parent)) {
    const [pid, startedAt = ''] = name.split('-');
    if (!isAlive({ pid: Number(pid), startedAt })) await rm(join(parent, name), { recursive: true, force: true });
  }
  return join(parent, own);
}

function nameOf(pid: number): string {
  return `${pid}-${identify(pid).startedAt}`;
}
