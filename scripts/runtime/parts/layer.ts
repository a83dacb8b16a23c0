import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUNTIME_FOLDER } from '../../../contract';
import type { InputsLock } from '../inputs';
import type { Target } from '../target';
import { EXECUTABLE, READABLE } from '../tar/tree';
import type { TreeEntry } from '../tar/tree';
import { Patchelf } from '../tools/patchelf';
import type { Workspace } from '../workspace';
import { agentJar, agentLibrary } from './agent';
import { CLOCK_PAGE, preloadLibrary } from './preload';
import { criuEntries } from './criu';
import { debianRoot } from './debian-root';
import type { DebianRoot } from './debian-root';
import { fetchProgram } from './fetch';
import type { GoModule } from './fetch';
import { below, debianLicences, LICENCES_FOLDER, ownLicences } from './licences';
import { compilePrograms, PROGRAM_LINKS } from './programs';

const HOME = RUNTIME_FOLDER.slice(1);

export interface LayerParts {
  readonly entries: readonly TreeEntry[];
  readonly licences: readonly TreeEntry[];
  readonly debian: DebianRoot;
  readonly modules: readonly GoModule[];
}

/** Everything that is below /opt/eks-crac in a service's image. */
export async function layerParts(
  inputs: InputsLock,
  space: Workspace,
  target: Target,
  folder: string,
): Promise<LayerParts> {
  const start = join(folder, 'start');
  await compilePrograms(target, start, space);
  const debian = await debianRoot(inputs, 'layer', target, space);
  const criu = await criuEntries(debian, target, await Patchelf.of(inputs, space), folder);
  const jar = await agentJar(inputs, space);
  const library = await agentLibrary(inputs, space, target, folder);
  const clock = await preloadLibrary(inputs, space, target, folder);
  const { modules, program } = await fetchProgram(inputs, space, target);
  const licences = [...(await debianLicences(debian, inputs)), ...(await ownLicences(inputs, space, modules))];
  const entries = [
    file('start', EXECUTABLE, await readFile(start)),
    ...PROGRAM_LINKS.map((name) => link(name, 'start')),
    file('fetch', EXECUTABLE, program),
    link('pack', 'fetch'),
    link('keep', 'fetch'),
    file('agent.jar', READABLE, jar),
    file('libagent.so', READABLE, library),
    file('libpreload.so', READABLE, clock),
    file('clock', READABLE, CLOCK_PAGE),
    ...criu,
    ...below(LICENCES_FOLDER, licences),
  ];
  return { entries, licences, debian, modules };
}

function file(name: string, mode: number, content: Buffer): TreeEntry {
  return { kind: 'file', path: `${HOME}/${name}`, mode, content };
}

function link(name: string, target: string): TreeEntry {
  return { kind: 'link', path: `${HOME}/${name}`, target };
}
