import { join } from 'node:path';
import type { InputsLock } from '../inputs';
import { libraryClosure } from '../elf-closure';
import { PROGRAMS } from '../lock/wanted';
import { MACHINES } from '../target';
import type { Target } from '../target';
import { EXECUTABLE, fileEntry, textEntry } from '../tar/tree';
import type { TreeEntry } from '../tar/tree';
import { Patchelf } from '../tools/patchelf';
import type { Workspace } from '../workspace';
import { debianRoot } from './debian-root';
import type { DebianRoot } from './debian-root';
import { below, debianLicences } from './licences';

/** What the stage calls by name, and a person who looks inside. */
const APPLETS = ['cat', 'cp', 'date', 'head', 'ls', 'mkdir', 'mv', 'ps', 'rm', 'sleep', 'sort', 'tail', 'uname', 'wc'];

/** As in Debian: the folders of programs and libraries are below /usr. */
const LINKS: Readonly<Record<string, string>> = {
  bin: 'usr/bin',
  sbin: 'usr/sbin',
  lib: 'usr/lib',
  lib64: 'usr/lib64',
  'usr/bin/sh': 'bash',
  ...Object.fromEntries(APPLETS.map((name) => [`usr/bin/${name}`, 'busybox'])),
};
const FOLDERS: readonly Extract<TreeEntry, { kind: 'folder' }>[] = [
  ...['usr/sbin', 'root', 'run', 'srv', 'var'].map((path) => ({ kind: 'folder', path }) as const),
  { kind: 'folder', path: 'tmp', mode: 0o1777 },
];

export interface ToolsParts {
  readonly entries: readonly TreeEntry[];
  readonly licences: readonly TreeEntry[];
  readonly debian: DebianRoot;
}

/** The root file system of the containers that serve credentials, forward ports and record what a copy sends. */
export async function toolsParts(inputs: InputsLock, space: Workspace, target: Target): Promise<ToolsParts> {
  const debian = await debianRoot(inputs, 'tools', target, space);
  const { loader, loaderFolder, triple } = MACHINES[target];
  const programs = Object.values(PROGRAMS.tools).flat();
  const libraries = await libraryClosure(debian.folder, programs, target, await Patchelf.of(inputs, space));
  const copy = (path: string) => fileEntry(path, join(debian.folder, path), EXECUTABLE);
  const licences = await debianLicences(debian, inputs);
  const entries = [
    ...(await Promise.all([...programs, ...libraries.values()].map(copy))),
    ...Object.entries(LINKS).map(([path, to]): TreeEntry => ({ kind: 'link', path, target: to })),
    ...FOLDERS,
    link(`usr/${loaderFolder}/${loader}`, `/usr/lib/${triple}-gnu/${loader}`),
    textEntry('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'),
    textEntry('etc/group', 'root:x:0:\n'),
    textEntry('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n'),
    ...below('usr/share/licenses', licences),
  ];
  return { entries, licences, debian };
}

function link(path: string, target: string): TreeEntry {
  return { kind: 'link', path, target };
}
