import { build } from 'esbuild';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../kit/package-path';

/** What the program reads at run time, besides the runtime layer, which a pipeline adds. */
const BESIDE = ['stage/sandbox/credential-endpoint'];

/**
 * Bundles the stage program, with all that it needs beside it, into a folder: what a build of CodeBuild downloads. The
 * same sources give the same bytes.
 */
export async function bundleStage(target: string): Promise<void> {
  const { name, version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as Record<string, string>;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const path of BESIDE) {
    cpSync(packagePath(path), join(target, path));
  }
  writeFileSync(join(target, 'package.json'), `${JSON.stringify({ name, version })}\n`);
  await build({
    absWorkingDir: packagePath('.'),
    entryPoints: ['bin/stage.ts'],
    outfile: join(target, 'stage.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'warning',
  });
}
