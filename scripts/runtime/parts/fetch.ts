import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { BuildError } from '../build-error';
import { digestOfFiles } from '../inputs';
import type { InputsLock } from '../inputs';
import type { Target } from '../target';
import { fileEntry, READABLE } from '../tar/tree';
import type { TreeEntry } from '../tar/tree';
import { Go } from '../tools/go';
import { folderOnce } from '../workspace';
import type { Workspace } from '../workspace';

const SOURCES = 'runtime/fetch';

/** A module of Go that is compiled into `fetch`. */
export interface GoModule {
  readonly name: string;
  readonly version: string;
  readonly licences: readonly TreeEntry[];
}

export interface FetchProgram {
  readonly program: Buffer;
  readonly modules: readonly GoModule[];
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice|copyright)([.-].*)?$/i;

const FLAGS = ['-trimpath', '-buildvcs=false', '-ldflags', '-s -w -buildid='];

/** Compiles `fetch`, which is `pack` by another name, and finds the modules in it. */
export async function fetchProgram(inputs: InputsLock, space: Workspace, target: Target): Promise<FetchProgram> {
  const go = await Go.of(inputs, space);
  const format = '{{with .Module}}{{if .Version}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}';
  const { stdout } = await go.run(target, packagePath(SOURCES), ['list', '-deps', '-f', format, '.']);
  const lines = [...new Set(stdout.split('\n').filter((line) => line !== ''))].sort();
  const program = await readFile(await compileFetch(inputs, space, target));
  return { program, modules: await Promise.all(lines.map(moduleOf)) };
}

/** Compiles runtime/fetch for a target, or takes it from the cache when its sources are the same. */
export async function compileFetch(inputs: InputsLock, space: Workspace, target: Target): Promise<string> {
  const sources = packagePath(SOURCES);
  const digest = await digestOfFiles(sources, ['.'], target, inputs.tools.go.version, ...FLAGS);
  const folder = join(space.scratch, 'fetch', digest);
  await folderOnce(folder, async (draft) => {
    const go = await Go.of(inputs, space);
    space.say(`compile fetch for ${target}`);
    await go.run(target, sources, ['build', ...FLAGS, '-o', join(draft, 'fetch'), '.']);
  });
  return join(folder, 'fetch');
}

/** Reads a line of `go list`: name, version and folder of a module. */
export async function moduleOf(line: string): Promise<GoModule> {
  const [name = '', version = '', folder = ''] = line.split('\t');
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file));
  if (files.length === 0) {
    throw new BuildError(`the module ${name} has no licence file in ${folder}`, 'find out under which licence it is');
  }
  const place = (file: string) => join('go-modules', `${name}@${version}`, file);
  return {
    name,
    version,
    licences: await Promise.all(files.map((file) => fileEntry(place(file), join(folder, file), READABLE))),
  };
}
