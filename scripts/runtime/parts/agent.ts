import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { digestOfFiles, packagesFor } from '../inputs';
import type { InputsLock } from '../inputs';
import { buildHost } from '../target';
import type { Target } from '../target';
import { unpackedJdk } from '../tools/jdk';
import { Zig } from '../tools/zig';
import { folderOnce } from '../workspace';
import type { Workspace } from '../workspace';

/** The same as in agent/pom.xml. */
const FLAGS = ['-encoding', 'UTF-8', '-g:lines,source', '-XDstringConcat=inline', '-Xlint:-options'];

const LIBRARY_FLAGS = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-Os', '-fPIC', '-ffreestanding'];

/** The agent's jar, which is the same for every architecture; compiled when its sources changed. */
export async function agentJar(inputs: InputsLock, space: Workspace): Promise<Buffer> {
  const sources = packagePath('agent/src');
  const compilers = packagesFor(inputs, 'jdk', buildHost()).map(({ sha256 }) => sha256);
  const digest = await digestOfFiles(sources, ['main/java', 'entry/java', 'pack'], ...FLAGS, ...compilers);
  const folder = await folderOnce(join(space.scratch, 'agent', digest), (draft) =>
    compileJar(inputs, space, sources, draft),
  );
  return readFile(join(folder, 'agent.jar'));
}

async function compileJar(inputs: InputsLock, space: Workspace, sources: string, folder: string): Promise<void> {
  const { java, javac } = await unpackedJdk(inputs, space);
  space.say('compile the agent');
  const classes = join(folder, 'classes');
  await mkdir(classes);
  const compile = async (part: string, release: number, ...options: readonly string[]) => {
    const files = (await readdir(join(sources, part), { recursive: true })).filter((name) => name.endsWith('.java'));
    const argv = [javac, ...FLAGS, '-d', classes, '--release', String(release), ...options, ...files.sort()];
    await space.runner.run(argv, { cwd: join(sources, part), env: ENVIRONMENT });
  };
  await compile('main/java', 17);
  // Only the entry point runs on old JVMs, to report why the agent does not.
  await compile('entry/java', 8, '-cp', classes);
  const jar = join(folder, 'agent.jar');
  await space.runner.run([java, join(sources, 'pack/Pack.java'), classes, jar], { env: ENVIRONMENT });
}

/** Options of the caller's JVMs are not ours. */
const ENVIRONMENT = {
  JAVA_TOOL_OPTIONS: undefined,
  JDK_JAVA_OPTIONS: undefined,
  JDK_JAVAC_OPTIONS: undefined,
  LC_ALL: 'C',
};

/** Compiles the agent's native library: without any library, so that it loads in a JVM on glibc as well as on musl. */
export async function agentLibrary(
  inputs: InputsLock,
  space: Workspace,
  target: Target,
  folder: string,
): Promise<Buffer> {
  const { include } = await unpackedJdk(inputs, space);
  const zig = await Zig.of(inputs, space);
  space.say(`compile the agent's library for ${target}`);
  const object = join(folder, 'heap.o');
  const library = join(folder, 'libagent.so');
  const sources = packagePath('agent/src/native');
  // jni.h includes a header of the C library, so only the linker does without one.
  const headers = [`-I${include}`, `-I${join(include, 'linux')}`];
  await zig.compile(target, sources, [...LIBRARY_FLAGS, ...headers, '-c', '-o', object, 'heap.c']);
  await zig.compile(target, folder, ['-s', '-shared', '-nostdlib', '-Wl,-z,defs', '-o', library, 'heap.o']);
  return readFile(library);
}
