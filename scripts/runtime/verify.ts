import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUNTIME_PACKAGE_FILES } from '../../contract';
import { BuildError } from './build-error';
import { buildInto } from './build';
import { sha256Of } from './download';
import type { Target } from './target';
import type { Workspace } from './workspace';

const COMPARED = Object.values(RUNTIME_PACKAGE_FILES);

/** Builds twice, each time with compilers and caches of its own in another folder, and compares every byte. */
export async function verify(target: Target, space: Workspace): Promise<void> {
  const [one, other] = [await digests(target, 'one', space), await digests(target, 'the-other/one', space)];
  const different = COMPARED.filter((name) => one.get(name) !== other.get(name));
  if (different.length > 0) {
    const text = `two builds for ${target} differ in ${different.join(', ')}`;
    throw new BuildError(text, 'find what depends on the folder or the time, for example with diffoscope');
  }
  for (const [name, digest] of one) space.say(`${target}: twice the same ${name}, sha256 ${digest}`);
}

async function digests(target: Target, place: string, space: Workspace): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'eks-crac-verify-'));
  try {
    const scratch = join(folder, place);
    const built = join(scratch, 'built');
    await mkdir(built, { recursive: true });
    await buildInto(built, target, { ...space, scratch });
    const pairs = COMPARED.map(async (name) => [name, await sha256Of(join(built, name))] as const);
    return new Map(await Promise.all(pairs));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
