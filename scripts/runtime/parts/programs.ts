import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { digestOf, inputsLock } from '../inputs';
import type { Target } from '../target';
import { Zig } from '../tools/zig';
import { folderOnce, workspace } from '../workspace';
import type { Workspace } from '../workspace';

const FLAGS = ['-std=c11', '-D_GNU_SOURCE', '-Os', '-static', '-s', '-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter'];

/** The programs by which `start` is called too. */
export const PROGRAM_LINKS = ['capture', 'capture-jvm', 'fetch', 'seed', 'tool'] as const;

/** Compiles `start` from runtime/src for a target, or takes it from the cache when its sources are the same. */
export async function compilePrograms(
  target: Target,
  outFile: string,
  space: Workspace = workspace(() => undefined),
): Promise<void> {
  const inputs = inputsLock();
  const sources = packagePath('runtime/src');
  const names = (await readdir(sources)).filter((name) => /\.[ch]$/.test(name)).sort();
  const hash = createHash('sha256').update(digestOf(target, inputs.tools.zig.version, ...FLAGS));
  for (const name of names) hash.update(`\0${name}\0`).update(await readFile(join(sources, name)));
  const folder = join(space.scratch, 'programs', hash.digest('hex').slice(0, 16));
  await folderOnce(folder, async (draft) => {
    const zig = await Zig.of(inputs, space);
    space.say(`compile start for ${target}`);
    const files = names.filter((name) => name.endsWith('.c'));
    await zig.compile(target, sources, [...FLAGS, '-o', join(draft, 'start'), ...files]);
  });
  await mkdir(dirname(outFile), { recursive: true });
  await copyFile(join(folder, 'start'), outFile);
}
