import { build } from 'esbuild';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../kit/package-path';

/** What the program reads at run time. */
const BESIDE = [
  ...['runtime', 'stage/sandbox'],
  ...['agent/src/entry', 'agent/src/main', 'agent/src/native', 'agent/src/pack'],
];

/**
 * Bundles the stage program, with all that it needs beside it, into a folder: what a build of CodeBuild downloads. The
 * same sources give the same bytes.
 */
export async function bundleStage(target: string): Promise<void> {
  const { name, version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as Record<string, string>;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const path of BESIDE) {
    cpSync(packagePath(path), join(target, path), { recursive: true, filter: (file) => !file.endsWith('.ts') });
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
