import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import type { InputsLock } from '../inputs';
import type { Target } from '../target';
import { unpackedJdk } from '../tools/jdk';
import { Zig } from '../tools/zig';
import type { Workspace } from '../workspace';

/** The same as in agent/pom.xml. */
const FLAGS = ['-encoding', 'UTF-8', '-g:lines,source', '-XDstringConcat=inline', '-Xlint:-options'];

const LIBRARY_FLAGS = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-Os', '-fPIC', '-ffreestanding'];

/** Compiles the agent's jar, which is the same for every architecture. */
export async function agentJar(inputs: InputsLock, space: Workspace, folder: string): Promise<Buffer> {
  const { java, javac } = await unpackedJdk(inputs, space);
  space.say('compile the agent');
  const sources = packagePath('agent/src');
  const classes = join(folder, 'classes');
  const jar = join(folder, 'agent.jar');
  await mkdir(classes, { recursive: true });
  const compile = async (part: string, release: number, ...options: readonly string[]) => {
    const files = (await readdir(join(sources, part), { recursive: true })).filter((name) => name.endsWith('.java'));
    const argv = [javac, ...FLAGS, '-d', classes, '--release', String(release), ...options, ...files.sort()];
    await space.runner.run(argv, { cwd: join(sources, part), env: ENVIRONMENT });
  };
  await compile('main/java', 17);
  // Only the entry point runs on old JVMs, to report why the agent does not.
  await compile('entry/java', 8, '-cp', classes);
  await space.runner.run([java, join(sources, 'pack/Pack.java'), classes, jar], { env: ENVIRONMENT });
  return readFile(jar);
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
