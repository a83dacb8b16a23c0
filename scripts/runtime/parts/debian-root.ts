import { join } from 'node:path';
import { download } from '../download';
import { digestOf, packagesFor } from '../inputs';
import type { DebianPackage, InputsLock } from '../inputs';
import type { Target } from '../target';
import { unpackDeb } from '../unpack/deb';
import { folderOnce } from '../workspace';
import type { Workspace } from '../workspace';

/** The unpacked packages of one use; nothing in it is ever changed. */
export interface DebianRoot {
  readonly folder: string;
  readonly packages: readonly DebianPackage[];
}

export async function debianRoot(
  inputs: InputsLock,
  use: 'layer' | 'tools',
  target: Target,
  workspace: Workspace,
): Promise<DebianRoot> {
  const packages = packagesFor(inputs, use, target);
  const name = `${use}-${target}-${digestOf(...packages.map(({ sha256 }) => sha256))}`;
  const folder = await folderOnce(join(workspace.scratch, 'debian', name), async (draft) => {
    workspace.say(`unpack the packages of Debian for ${use}, ${target}`);
    for (const entry of packages) await unpackDeb(await download(entry, workspace), draft);
  });
  return { folder, packages };
}
