import { writeFileSync } from 'node:fs';
import type { ProcessRunner } from '../../kit/process';

/** Writes back what is dirty and drops the page cache of this machine, as on a node that has just pulled the image. */
export async function dropPageCache(runner: ProcessRunner): Promise<void> {
  await runner.run(['sync']);
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '1');
  } catch (error) {
    throw new Error('the page cache can be dropped by root only; run it as root, or without --dropped', {
      cause: error,
    });
  }
}
