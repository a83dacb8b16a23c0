import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import type { InputsLock } from '../inputs';
import type { Target } from '../target';
import { unpackedJdk } from '../tools/jdk';
import { Zig } from '../tools/zig';
import type { Workspace } from '../workspace';

/** Without vectors: the C library stores a time in two halves, which a load of the whole would have to wait for. */
const FLAGS = [
  ...['-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-O2', '-fPIC', '-fvisibility=hidden'],
  ...['-fno-stack-protector', '-fno-slp-vectorize'],
];

/** Calls of a compiler's own library, which the clock library has none of. */
const TARGET_FLAGS: Readonly<Record<Target, readonly string[]>> = { amd64: [], arm64: ['-mno-outline-atomics'] };

/** What a pod's `start` replaces at the restore; the library maps it around a checkpoint. */
export const CLOCK_PAGE = Buffer.alloc(4096);

/**
 * Compiles the library that keeps the service's monotonic clock: it names no other library, so that one binary is
 * preloaded on glibc as well as on musl.
 */
export async function preloadLibrary(
  inputs: InputsLock,
  space: Workspace,
  target: Target,
  folder: string,
): Promise<Buffer> {
  const { include } = await unpackedJdk(inputs, space);
  const zig = await Zig.of(inputs, space);
  space.say(`compile the clock library for ${target}`);
  const sources = packagePath('runtime/preload');
  const names = (await readdir(sources)).filter((name) => name.endsWith('.c')).sort();
  const objects = names.map((name) => name.replace(/c$/, 'o'));
  const headers = [`-I${include}`, `-I${join(include, 'linux')}`];
  for (const [index, name] of names.entries()) {
    const output = join(folder, objects[index] ?? '');
    await zig.compile(target, sources, [...FLAGS, ...TARGET_FLAGS[target], ...headers, '-c', '-o', output, name]);
  }
  const library = join(folder, 'libpreload.so');
  await zig.compile(target, folder, ['-s', '-shared', '-nostdlib', '-o', library, ...objects]);
  return readFile(library);
}
