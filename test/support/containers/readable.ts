import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Lets any user read a folder of files, as in the layer of an image: the stage keeps its own to itself. */
export async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const name of await readdir(folder)) await chmod(join(folder, name), 0o644);
}
