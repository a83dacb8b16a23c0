import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineFolders } from './machine-folders';

/**
 * Lends a new folder to the work. All of them are removed afterwards, with those that a killed process left; never is
 * one used twice, because what such a process had started may still write into it.
 */
export async function withScratch<T>(folder: MachineFolders, work: (scratch: string) => Promise<T>): Promise<T> {
  await mkdir(folder.scratch, { recursive: true });
  const scratch = await mkdtemp(join(folder.scratch, 'work-'));
  try {
    return await work(scratch);
  } finally {
    await rm(folder.scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
