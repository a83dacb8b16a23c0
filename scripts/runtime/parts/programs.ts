import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { digestOfFiles, inputsLock } from '../inputs';
import type { Target } from '../target';
import { Zig } from '../tools/zig';
import { folderOnce, workspace } from '../workspace';
import type { Workspace } from '../workspace';

const FLAGS = [
  '-std=c11',
  '-D_GNU_SOURCE',
  '-Os',
  '-static',
  '-s',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wno-unused-parameter',
];

/** The programs by which `start` is called too. */
export const PROGRAM_LINKS = ['capture', 'capture-jvm', 'capture-bare', 'seed', 'tool'] as const;

/** Compiles `start` from runtime/src for a target, or takes it from the cache when its sources are the same. */
export async function compilePrograms(
  target: Target,
  outFile: string,
  space: Workspace = workspace(() => undefined),
): Promise<void> {
  const inputs = inputsLock();
  const sources = packagePath('runtime/src');
  const digest = await digestOfFiles(sources, ['.'], target, inputs.tools.zig.version, ...FLAGS);
  const folder = join(space.scratch, 'programs', digest);
  await folderOnce(folder, async (draft) => {
    const zig = await Zig.of(inputs, space);
    space.say(`compile start for ${target}`);
    const files = (await readdir(sources)).filter((name) => name.endsWith('.c')).sort();
    await zig.compile(target, sources, [...FLAGS, '-o', join(draft, 'start'), ...files]);
  });
  await mkdir(dirname(outFile), { recursive: true });
  await copyFile(join(folder, 'start'), outFile);
}
