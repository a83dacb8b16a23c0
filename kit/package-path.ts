import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns the path of a file of this package, from the sources as well as from the compiled package. */
export function packagePath(relative: string): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'eks-crac') {
      return join(folder, relative);
    }
  }
  throw new Error(`the package eks-crac was not found above ${__dirname}`);
}
