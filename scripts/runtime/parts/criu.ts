import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RUNTIME_FOLDER } from '../../../contract';
import { BuildError } from '../build-error';
import { libraryClosure } from '../elf-closure';
import { MACHINES } from '../target';
import type { Target } from '../target';
import { EXECUTABLE, fileEntry, READABLE } from '../tar/tree';
import type { TreeEntry } from '../tar/tree';
import type { Patchelf } from '../tools/patchelf';
import type { DebianRoot } from './debian-root';

type LibraryPaths = Pick<Patchelf, 'needed' | 'rpath' | 'setInterpreter' | 'setRpath'>;

const CRIU = 'usr/sbin/criu';
const CAPABILITIES = ['checkpoint_restore', 'sys_ptrace', 'setpcap'] as const;
const HOME = `${RUNTIME_FOLDER}/bin`;

/**
 * CRIU with its libraries and its loader in one folder. Interpreter and library path are in the program itself, because
 * a loader that is called by hand (`ld.so criu`) would lose its file capabilities.
 */
export async function criuEntries(
  { folder: root }: DebianRoot,
  target: Target,
  patchelf: LibraryPaths,
  folder: string,
): Promise<readonly TreeEntry[]> {
  const { loader } = MACHINES[target];
  const libraries = await libraryClosure(root, [CRIU], target, patchelf);
  for (const path of libraries.values()) await requireNoPath(join(root, path), patchelf);
  const criu = join(folder, 'criu');
  await copyFile(join(root, CRIU), criu);
  await patchelf.setInterpreter(criu, `${HOME}/${loader}`);
  await patchelf.setRpath(criu, HOME);
  const place = (name: string) => `${HOME.slice(1)}/${name}`;
  return [
    { ...(await fileEntry(place('criu'), criu, EXECUTABLE)), capabilities: CAPABILITIES },
    ...(await Promise.all(
      [...libraries].map(([name, path]) =>
        fileEntry(place(name), join(root, path), name === loader ? EXECUTABLE : READABLE),
      ),
    )),
  ];
}

/** A path in a library would come before the program's. */
async function requireNoPath(library: string, patchelf: LibraryPaths): Promise<void> {
  const path = await patchelf.rpath(library);
  if (path === '') return;
  throw new BuildError(
    `${basename(library)} has a library path of its own, ${path}`,
    'remove it in scripts/runtime/parts/criu.ts, as it is replaced in criu itself',
  );
}
