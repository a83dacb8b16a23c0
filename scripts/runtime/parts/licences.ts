import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUNTIME_FOLDER } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { BuildError } from '../build-error';
import type { InputsLock } from '../inputs';
import { fileEntry, folderEntries, READABLE, textEntry } from '../tar/tree';
import type { TreeEntry } from '../tar/tree';
import { Go } from '../tools/go';
import { Zig } from '../tools/zig';
import type { Workspace } from '../workspace';
import type { DebianRoot } from './debian-root';
import type { GoModule } from './fetch';
import { sourcesText } from './sources-text';

/** Where the licences are in an image. */
export const LICENCES_FOLDER = `${RUNTIME_FOLDER}/licenses`.slice(1);

/** The licences of packages of Debian, by source package, and the texts that they refer to. */
export async function debianLicences(
  { folder, packages }: DebianRoot,
  inputs: InputsLock,
): Promise<readonly TreeEntry[]> {
  const entries = new Map<string, TreeEntry>();
  for (const { name, sources } of packages) {
    const [source] = sources;
    const path = join('debian', source?.name ?? name, 'copyright');
    const found = join(folder, 'usr/share/doc', name, 'copyright');
    if (!entries.has(path)) entries.set(path, await copyright(path, found, name));
  }
  return [
    ...entries.values(),
    ...(await folderEntries('common-licenses', join(folder, 'usr/share/common-licenses'))),
    textEntry('SOURCES', sourcesText(packages, inputs)),
  ];
}

/** The licences of what is compiled here. */
export async function ownLicences(
  inputs: InputsLock,
  space: Workspace,
  modules: readonly GoModule[],
): Promise<readonly TreeEntry[]> {
  const { folder: zig } = await Zig.of(inputs, space);
  const { folder: go } = await Go.of(inputs, space);
  return [
    await fileEntry('eks-crac/LICENSE', packagePath('LICENSE'), READABLE),
    await fileEntry('musl/COPYRIGHT', join(zig, 'lib/libc/musl/COPYRIGHT'), READABLE),
    await fileEntry('zig/LICENSE', join(zig, 'LICENSE'), READABLE),
    await fileEntry('go/LICENSE', join(go, 'LICENSE'), READABLE),
    ...modules.flatMap(({ licences }) => licences),
  ];
}

/** The same entries below another folder. */
export function below(folder: string, entries: readonly TreeEntry[]): readonly TreeEntry[] {
  return entries.map((entry) => ({ ...entry, path: join(folder, entry.path) }));
}

async function copyright(path: string, found: string, name: string): Promise<TreeEntry> {
  try {
    return { kind: 'file', path, mode: READABLE, content: await readFile(found) };
  } catch (error) {
    throw new BuildError(`the package ${name} has no copyright file`, 'see where it has it', { cause: error });
  }
}
