import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { download } from '../download';
import { digestOf, packagesFor } from '../inputs';
import type { InputsLock } from '../inputs';
import { buildHost, MACHINES } from '../target';
import type { Target } from '../target';
import { unpackDeb } from '../unpack/deb';
import { folderOnce } from '../workspace';
import type { Workspace } from '../workspace';
import { Patchelf } from './patchelf';

/** The JDK that compiles the agent; it needs no library of the machine. */
export interface Jdk {
  readonly java: string;
  readonly javac: string;
  /** The folder of jni.h. */
  readonly include: string;
}

export async function unpackedJdk(inputs: InputsLock, workspace: Workspace): Promise<Jdk> {
  const host = buildHost();
  const packages = packagesFor(inputs, 'jdk', host);
  const name = `jdk-${digestOf(...packages.map(({ sha256 }) => sha256))}`;
  const root = join(workspace.scratch, 'tools', name);
  await folderOnce(root, async (draft) => {
    for (const entry of packages) {
      const deb = await download(entry, workspace);
      workspace.say(`unpack ${entry.name} ${entry.version}`);
      await unpackDeb(deb, draft);
    }
    await detach(draft, root, host, await Patchelf.of(inputs, workspace));
  });
  const home = homeBelow(root, host);
  return { java: join(home, 'bin/java'), javac: join(home, 'bin/javac'), include: join(home, 'include') };
}

/** Lets programs and libraries find loader and libraries in the folder where they will be. */
async function detach(draft: string, root: string, host: Target, patchelf: Patchelf): Promise<void> {
  const { loader, triple } = MACHINES[host];
  const libraries = join(root, 'usr/lib', `${triple}-gnu`);
  const inHome = homeBelow(root, host);
  const rpath = [libraries, join(inHome, 'lib'), join(inHome, 'lib/server')].join(':');
  for (const program of ['java', 'javac']) {
    const file = join(homeBelow(draft, host), 'bin', program);
    await patchelf.setInterpreter(file, join(libraries, loader));
    await patchelf.setRpath(file, rpath);
  }
  for (const folder of ['lib', 'lib/server']) {
    const path = join(homeBelow(draft, host), folder);
    const names = (await readdir(path)).filter((name) => name.endsWith('.so'));
    for (const name of names) await patchelf.setRpath(join(path, name), rpath);
  }
}

function homeBelow(root: string, host: Target): string {
  return join(root, 'usr/lib/jvm', `java-21-openjdk-${host}`);
}
