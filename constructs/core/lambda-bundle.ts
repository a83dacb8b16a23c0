import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './errors';
import { packageRoot } from './package-root';

const PROGRAM = 'index.js';

/** Returns the folder of a bundled handler of this package, created when the package is built. */
export function lambdaBundle(handler: string, bundles = join(packageRoot(), 'dist/lambda-bundle')): string {
  const folder = join(bundles, handler);
  if (existsSync(join(folder, PROGRAM))) return folder;
  throw new UsageError(
    'lambda-not-built',
    `the bundled function '${handler}' is missing, looked for: ${JSON.stringify(join(folder, PROGRAM))}; run npm run build in the package eks-crac, or install the package anew`,
  );
}
