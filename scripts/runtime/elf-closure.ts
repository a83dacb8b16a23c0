import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BuildError } from './build-error';
import { MACHINES } from './target';
import type { Target } from './target';
import type { Patchelf } from './tools/patchelf';

/** The shared libraries that programs need, and those that the libraries need: paths below a root by name. */
export async function libraryClosure(
  root: string,
  programs: readonly string[],
  target: Target,
  patchelf: Pick<Patchelf, 'needed'>,
): Promise<ReadonlyMap<string, string>> {
  const folder = join('usr/lib', `${MACHINES[target].triple}-gnu`);
  const present = new Set(await readdir(join(root, folder)).catch(() => []));
  const found = new Map<string, string>();
  const waiting = [...programs];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const name of await patchelf.needed(join(root, file))) {
      if (found.has(name)) continue;
      if (!present.has(name)) throw missing(name, file, target);
      found.set(name, join(folder, name));
      waiting.push(join(folder, name));
    }
  }
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function missing(name: string, file: string, target: Target): BuildError {
  return new BuildError(
    `${basename(file)} for ${target} needs ${name}, which is in none of the locked packages`,
    'lock the packages anew: npm run runtime -- lock',
  );
}
