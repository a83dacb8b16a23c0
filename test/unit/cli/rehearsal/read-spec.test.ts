import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSpec } from '../../../../cli/rehearsal/read-spec';
import { failureOf } from '../../../support/unit-failure';
import { scratch } from '../../../support/unit-scratch';

const VALID = `
version: 1
service: customers
run: { port: 8080 }
readiness: { path: /ready }
warmUp: { requests: [{ path: /customers }] }
`;

function file(text: string, name = 'eks-crac.yaml'): string {
  const path = join(scratch(), name);
  writeFileSync(path, text);
  return path;
}

describe('reading a spec', () => {
  test('accepts YAML, and returns the folder to which its paths are relative', () => {
    const path = file(VALID);
    const { folder, spec } = readSpec(path);
    expect(spec.service).toBe('customers');
    expect(path).toBe(join(folder, 'eks-crac.yaml'));
  });

  test('accepts JSON', () => {
    const document = {
      version: 1,
      service: 'c',
      run: { port: 1 },
      readiness: { path: '/' },
      warmUp: { requests: [{ path: '/' }] },
    };
    expect(readSpec(file(JSON.stringify(document), 'spec.json')).spec.service).toBe('c');
  });

  test('overrides the engine', () => {
    const path = file(`${VALID}engine: { type: criu }\n`);
    expect(readSpec(path, { engine: 'warp' }).spec.engine).toEqual({ type: 'warp' });
    expect(readSpec(path, { engine: undefined }).spec.engine).toEqual({ type: 'criu' });
  });

  test('overrides the base image', async () => {
    const args = (text: string) => readSpec(file(text), { baseImage: 'jdk:25' }).spec.build?.args;
    expect(args(VALID)).toEqual({ BASE_IMAGE: 'jdk:25' });
    expect(args(`${VALID}build: { args: { BASE_IMAGE: a, B: b } }\n`)).toEqual({ BASE_IMAGE: 'jdk:25', B: 'b' });
    expect(await failureOf(() => args(`${VALID}image: customers:1\n`))).toEqual({
      code: 'usage',
      message: '--base-image jdk:25 has no effect: the capture spec names the image customers:1, which is not built',
      remedy: 'leave out --base-image, or give the capture spec a `build` instead of `image`',
    });
  });

  const CANNOT_READ = 'write one with `eks-crac init FOLDER`, and name it with --spec';

  test.each([
    ['no such file', (folder: string) => join(folder, 'none.yaml'), 'ENOENT'],
    ['a folder', (folder: string) => folder, 'EISDIR'],
    ['below a file', (folder: string) => (writeFileSync(join(folder, 'a'), ''), join(folder, 'a/b')), 'ENOTDIR'],
  ])('fails: %s', async (_, make, code) => {
    const path = make(scratch());
    expect(await failureOf(() => readSpec(path))).toEqual({
      code: 'spec-invalid',
      message: `the capture spec ${path} cannot be read (${code})`,
      remedy: CANNOT_READ,
    });
  });

  test.each([
    [
      'not YAML',
      'version: 1\nrun: {port: 8080\nservice: x\n',
      'Flow map in block collection must be sufficiently indented and end with a } at line 3, column 1:\n\nrun: {port: 8080\nservice: x\n^',
    ],
    [
      'a name twice',
      'version: 1\nversion: 2\n',
      'Map keys must be unique at line 2, column 1:\n\nversion: 1\nversion: 2\n^',
    ],
    [
      'a reference to nothing',
      'version: 1\nservice: *name\n',
      'Unresolved alias (the anchor must be set before the alias): name',
    ],
  ])('fails: %s', async (_, text, reason) => {
    const path = file(text);
    expect(await failureOf(() => readSpec(path))).toEqual({
      code: 'spec-invalid',
      message: `the capture spec ${path} is not YAML: ${reason}`,
      remedy: 'fix the line that it names',
    });
  });

  test.each([
    ['', 'the document must be an object, got: null'],
    ['- a\n', 'the document must be an object, got: a list of 1'],
    ['hello\n', 'the document must be an object, got: "hello"'],
  ])('rejects the text %p', async (text, problem) => {
    const path = file(text);
    for (const engine of [undefined, 'criu'])
      expect(await failureOf(() => readSpec(path, { engine }))).toEqual({
        code: 'spec-invalid',
        message: `capture spec ${path} is not valid:\n  - ${problem}`,
        remedy: 'docs/capture-spec.md describes every field',
      });
  });

  test('reports every problem of a spec at once', async () => {
    const path = file(VALID.replace('8080', '0').replace('customers\n', 'Customers\nname: x\n'));
    const { message } = await failureOf(() => readSpec(path));
    expect(message.split('\n').map((line) => line.slice(0, 40))).toEqual([
      `capture spec ${path} is not valid:`.slice(0, 40),
      '  - `service` has the wrong form, got: "Customers"'.slice(0, 40),
      '  - `run.port` must be at least 1, got: 0; write'.slice(0, 40),
      '  - `name` is not a known field (did you mean `service`?); known here: version'.slice(0, 40),
    ]);
  });

  test('names a folder by its whole path', () => {
    const folder = scratch();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a/spec.yaml'), VALID);
    expect(readSpec(join(folder, 'a/../a/spec.yaml')).folder).toBe(join(folder, 'a'));
  });
});
