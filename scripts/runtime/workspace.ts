import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ProcessRunner } from '../../kit/process';

/** Where a build keeps things, and where it says what it does. */
export interface Workspace {
  /** Downloads by their digest: shared by all builds. */
  readonly inputs: string;
  /** Unpacked compilers and their caches. */
  readonly scratch: string;
  readonly runner: ProcessRunner;
  readonly say: (line: string) => void;
}

export function workspace(say: (line: string) => void, env: NodeJS.ProcessEnv = process.env): Workspace {
  const cache = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'eks-crac');
  return { inputs: join(cache, 'inputs'), scratch: join(cache, 'runtime'), runner: new ProcessRunner(env), say };
}

/** Makes a folder unless it is there; it appears whole or not at all, also when two builds make it at once. */
export async function folderOnce(folder: string, make: (draft: string) => Promise<void>): Promise<string> {
  if (await isThere(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await make(draft);
  await mkdir(dirname(folder), { recursive: true });
  try {
    await rename(draft, folder);
  } catch (error) {
    if (!(await isThere(folder))) throw error;
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
