import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runtimePackage, runtimePackageFolder } from '../../contract';

/** Returns the folder of the package with the runtime layer of an architecture, seen from a folder of eks-crac. */
export function findPackage(root: string, architecture: string): string | undefined {
  // In a checkout, and in the bundle of the stage.
  const beside = join(root, runtimePackageFolder(architecture));
  if (existsSync(join(beside, 'package.json'))) return beside;
  const from = createRequire(join(root, 'package.json'));
  const paths = from.resolve.paths(runtimePackage(architecture)) ?? [];
  const found = paths.map((path) => join(path, runtimePackage(architecture), 'package.json')).find(existsSync);
  return found === undefined ? undefined : dirname(found);
}
