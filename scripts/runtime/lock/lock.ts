import { writeFile } from 'node:fs/promises';
import { packagePath } from '../../../kit/package-path';
import { LOCK } from '../inputs';
import type { DebianPackage, InputsLock, Use } from '../inputs';
import { TARGETS } from '../target';
import type { Target } from '../target';
import { Patchelf } from '../tools/patchelf';
import type { Workspace } from '../workspace';
import { PackageChoice } from './choose';
import type { Chosen } from './choose';
import { debianIndex } from './debian-index';
import type { DebianIndex } from './debian-index';
import { sourcePackages } from './source-packages';
import { lockedTools } from './tools';
import { SUITE } from './wanted';

/** Finds the newest versions of all inputs and writes the lock. */
export async function writeLock(workspace: Workspace): Promise<void> {
  const tools = await lockedTools(workspace);
  const index = await debianIndex(workspace);
  const draft: InputsLock = { suite: SUITE, released: index.released.toISOString(), packages: [], sources: [], tools };
  const patchelf = await Patchelf.of(draft, workspace);
  const packages: DebianPackage[] = [];
  for (const target of TARGETS) packages.push(...(await packagesOf(target, index, workspace, patchelf)));
  const lock: InputsLock = { ...draft, packages, sources: [...sourcePackages(packages, index)] };
  await writeFile(packagePath(LOCK), `${JSON.stringify(lock, undefined, 2)}\n`);
}

async function packagesOf(
  target: Target,
  index: DebianIndex,
  workspace: Workspace,
  patchelf: Patchelf,
): Promise<readonly DebianPackage[]> {
  workspace.say(`choose packages for ${target}`);
  const choice = new PackageChoice(index, target, workspace, patchelf);
  const chosen: Readonly<Record<Use, Chosen>> = {
    layer: await choice.programs('layer'),
    tools: await choice.programs('tools'),
    jdk: choice.jdk(),
  };
  const uses = Object.entries(chosen) as [Use, Chosen][];
  const names = [...new Set(uses.flatMap(([, packages]) => [...packages.keys()]))].sort();
  return names.flatMap((name) => {
    const using = uses.filter(([, packages]) => packages.has(name));
    const stanza = using[0]?.[1].get(name);
    return stanza === undefined
      ? []
      : [
          choice.locked(
            name,
            stanza,
            using.map(([use]) => use),
          ),
        ];
  });
}
