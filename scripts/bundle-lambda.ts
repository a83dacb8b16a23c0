import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../kit/package-path';

/** Bundles each handler into a folder of `target`; the same sources give the same bytes. */
export async function bundleLambdas(target: string): Promise<void> {
  rmSync(target, { recursive: true, force: true });
  const handlers = readdirSync(packagePath('lambda'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of handlers) {
    await build({
      absWorkingDir: packagePath('.'),
      entryPoints: [`lambda/${name}/index.ts`],
      outfile: join(target, name, 'index.js'),
      bundle: true,
      // Lambda's Node.js has the SDK.
      external: ['@aws-sdk/*'],
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      // A function starts faster when there is less to read; names stay, for the traces of errors.
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: 'none',
      logLevel: 'warning',
    });
  }
}
