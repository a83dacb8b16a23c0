import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns the root of this package, from the sources as well as from the compiled package. */
export function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
