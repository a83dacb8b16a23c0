import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { filesBelow, ROOT } from '../docs/pages';

/** Returns optional members of exported interfaces whose documentation does not say what happens without them. */
function undocumented(path: string, text: string): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements
    .filter((statement) => ts.isInterfaceDeclaration(statement))
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .flatMap(({ members, name }) =>
      members
        .filter((member) => member.questionToken !== undefined && !saysDefault(member))
        .map((member) => `${path}: ${name.text}.${member.name?.getText() ?? ''}`),
    );
}

/** Returns members of the named interfaces whose documentation does not say what they are. */
function unexplained(path: string, text: string, names: ReadonlySet<string>): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements
    .filter((statement) => ts.isInterfaceDeclaration(statement))
    .filter(({ name }) => names.has(name.text))
    .flatMap(({ members, name }) =>
      members
        .filter((member) => ts.getJSDocCommentsAndTags(member).every(({ comment }) => isEmpty(comment)))
        .map((member) => `${path}: ${name.text}.${member.name?.getText() ?? ''}`),
    );
}

function isEmpty(comment: ts.JSDoc['comment']): boolean {
  return (ts.getTextOfJSDocComment(comment) ?? '') === '';
}

/** The names that users import. */
function publicNames(): ReadonlySet<string> {
  const indexes = ['constructs/index.ts', 'constructs/cluster/index.ts', 'manifests/index.ts'];
  const texts = indexes.map((path) => readFileSync(join(ROOT, path), 'utf8'));
  return new Set(texts.flatMap((text) => text.match(/\b[A-Z]\w+/g) ?? []));
}

/** A literal, or a dash and the behaviour; "none" is not a behaviour. */
function saysDefault(member: ts.TypeElement): boolean {
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default');
  const text = ts.getTextOfJSDocComment(tag?.comment) ?? '';
  return text !== '' && text !== 'undefined' && !/^-? *none\b/.test(text);
}

test.each([
  ['nothing', ''],
  ['no default', '/** The colour. */'],
  ['none', '/** @default - none */'],
  ['none beside something', '/** @default - none beside those of the stage */'],
  ['undefined', '/** @default undefined */'],
])('finds a member that says %s', (_, comment) => {
  const text = `export interface Paint {\n${comment}\nreadonly colour?: string; readonly size: number }`;
  expect(undocumented('paint.ts', text)).toEqual(['paint.ts: Paint.colour']);
});

test.each(['/** @default 2 */', '/** The colour. @default - as on the wall */'])('takes %s', (comment) => {
  expect(undocumented('paint.ts', `export interface Paint {\n${comment}\nreadonly colour?: string }`)).toEqual([]);
});

test('every optional member of an exported interface says its default', () => {
  const files = ['constructs', 'manifests', 'lib'].flatMap(filesBelow).filter((path) => path.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((path) => undocumented(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
});

test('finds a member that only says its default, and one that says nothing', () => {
  const text =
    'interface Paint {\n/** The colour. */\ncolour: string;\n/** @default 1 */\nsize?: number;\nname: string }';
  expect(unexplained('paint.ts', text, new Set(['Paint']))).toEqual(['paint.ts: Paint.size', 'paint.ts: Paint.name']);
  expect(unexplained('paint.ts', text, new Set())).toEqual([]);
});

test('every member of a public interface says what it is', () => {
  const names = publicNames();
  expect([...names]).toEqual(expect.arrayContaining(['RestoredWorkloadProps', 'WorkloadSettings', 'NodeClassOptions']));
  const files = ['constructs', 'manifests'].flatMap(filesBelow).filter((path) => path.endsWith('.ts'));
  expect(files.flatMap((path) => unexplained(path, readFileSync(join(ROOT, path), 'utf8'), names))).toEqual([]);
});
