import { join } from 'node:path';
import ts from 'typescript';
import { blocks, ROOT } from './pages';

const PATHS = {
  'eks-crac': ['./constructs/index.ts'],
  'eks-crac/cluster': ['./constructs/cluster/index.ts'],
  'eks-crac/contract': ['./contract/index.ts'],
  'eks-crac/manifests': ['./manifests/index.ts'],
};

const snippets = blocks('ts').map((block, index) => ({ ...block, file: join(ROOT, `snippet-${index}.ts`) }));

/** The snippets as files that exist in memory only, with the package's own name leading to its sources. */
function check(): readonly string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, types: ['node'], paths: PATHS },
    ROOT,
  );
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  const inMemory = new Map(snippets.map(({ file, text }) => [file, text]));
  host.readFile = (path) => inMemory.get(path) ?? readFile(path);
  host.fileExists = (path) => inMemory.has(path) || fileExists(path);
  const program = ts.createProgram([...inMemory.keys()], options, host);
  return snippets.flatMap(({ file, page }) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${page}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}

test('there are snippets', () => {
  expect(snippets).not.toEqual([]);
});

test('every TypeScript snippet compiles', () => {
  expect(check()).toEqual([]);
}, 60_000);
