import { join } from 'node:path';
import ts from 'typescript';
import { packagePath } from '../../kit/package-path';
import manifest from '../../package.json';

/** What users import: a sub-path of the package, and the source of its types. */
export interface EntryPoint {
  /** As in the report's name: `eks-crac`, `eks-crac-cluster`. */
  readonly name: string;
  /** Relative to the repository, without its ending. */
  readonly path: string;
}

/** Returns the sub-paths of the package that have types, in the order of its `exports`. */
export function entryPoints(): readonly EntryPoint[] {
  return Object.entries(manifest.exports).flatMap(([subPath, target]) =>
    typeof target === 'string'
      ? []
      : [{ name: subPath.replace(/^\./, 'eks-crac').replace('/', '-'), path: sourceOf(target.types) }],
  );
}

function sourceOf(types: string): string {
  return types.replace(/^\.\/dist\//, '').replace(/\.d\.ts$/, '');
}

function buildOptions(): ts.CompilerOptions {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const parsed = ts.getParsedCommandLineOfConfigFile(packagePath('tsconfig.build.json'), {}, host);
  if (parsed === undefined) throw new Error('tsconfig.build.json cannot be read');
  return parsed.options;
}

/** Writes the declarations of what users import into a folder, as the build does. */
export function writeDeclarations(outDir: string): void {
  const options = buildOptions();
  const roots = entryPoints().map(({ path }) => packagePath(`${path}.ts`));
  const program = ts.createProgram(roots, { ...options, outDir, emitDeclarationOnly: true });
  const { emitSkipped } = program.emit();
  if (emitSkipped) throw new Error(`no declarations were written to ${join(outDir)}`);
}
