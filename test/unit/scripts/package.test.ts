import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import manifest from '../../../package.json';
import { scratch } from '../../support/unit-scratch';

const SUB_PATHS = Object.entries(manifest.exports).filter(
  (entry): entry is [string, { types: string; default: string }] => typeof entry[1] === 'object',
);

/** A project that has the package, with files of its name and nothing in them. */
function project(): string {
  const folder = realpathSync(scratch());
  const installed = join(folder, 'node_modules/eks-crac');
  for (const [, { types, default: program }] of SUB_PATHS)
    for (const file of [types, program]) {
      mkdirSync(dirname(join(installed, file)), { recursive: true });
      writeFileSync(join(installed, file), '');
    }
  writeFileSync(join(installed, 'package.json'), JSON.stringify(manifest));
  return folder;
}

describe('the package', () => {
  // node10 is what `module: commonjs` implied for years.
  test.each(['node10', 'node16', 'bundler'])(
    'has types for every sub-path by the resolution %s',
    (moduleResolution) => {
      const { options } = ts.convertCompilerOptionsFromJson({ moduleResolution }, '.');
      const folder = project();
      expect(SUB_PATHS.map(([path]) => path)).toEqual(['.', './cluster', './manifests', './contract']);
      for (const [path, { types }] of SUB_PATHS) {
        const { resolvedModule } = ts.resolveModuleName(
          path.replace('.', 'eks-crac'),
          join(folder, 'app.ts'),
          options,
          ts.sys,
        );
        expect([path, resolvedModule?.resolvedFileName]).toEqual([path, join(folder, 'node_modules/eks-crac', types)]);
      }
    },
  );
});
