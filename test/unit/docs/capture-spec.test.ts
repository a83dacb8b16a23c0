import { parse } from 'yaml';
import schema from '../../../contract/capture-spec.schema.json';
import { parseCaptureSpec } from '../../../contract';
import { blocks, page, rows } from './pages';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly default?: unknown;
  readonly [bound: string]: unknown;
}

interface Field extends Schema {
  readonly isRequired: boolean;
}

/** What a documented limit must name. `minLength: 1` is written as a word. */
const BOUNDS = ['minimum', 'maximum', 'exclusiveMinimum', 'minItems', 'maxItems', 'maxLength'] as const;

/** Every field below a schema by its path; a list's entries are `path[]`. */
function fields(at: Schema, path = ''): ReadonlyMap<string, Field> {
  const found = new Map<string, Field>();
  for (const choice of [at, ...(at.oneOf ?? []), ...(at.anyOf ?? [])]) {
    for (const [name, field] of Object.entries(choice.properties ?? {})) {
      const here = path === '' ? name : `${path}.${name}`;
      const own: Field = { ...field, isRequired: choice.required?.includes(name) ?? false };
      const below = [...fields(field, here), ...fields(field.items ?? {}, `${here}[]`)];
      for (const [inner, value] of [[here, own] as const, ...below]) found.set(inner, found.get(inner) ?? value);
    }
  }
  return found;
}

const known = fields(schema);
const documented = new Map(
  rows(page('docs/capture-spec.md'))
    .filter((row) => row.length === 5 && row[0]?.startsWith('`') === true)
    .map(([name = '', type = '', standard = '', limits = '']) => [
      name.replaceAll('`', ''),
      { type, standard, limits },
    ]),
);

test('documents every field of the schema and no other', () => {
  expect([...documented.keys()].sort()).toEqual([...known.keys()].sort());
});

describe.each([...known])('%s', (path, field) => {
  test('has its default', () => {
    const standard = documented.get(path)?.standard ?? '';
    if (field.isRequired) return expect(standard).toBe('required');
    expect(standard).not.toBe('required');
    if ('default' in field) expect(JSON.parse(standard.replaceAll('`', ''))).toEqual(field.default);
  });

  test('has its limits', () => {
    const limits = documented.get(path)?.limits ?? '';
    for (const bound of BOUNDS.filter((name) => field[name] !== undefined)) {
      expect(limits).toMatch(new RegExp(`(^|\\D)${String(field[bound])}(\\D|$)`));
    }
  });

  test('has its choices', () => {
    const { limits = '', type = '' } = documented.get(path) ?? {};
    for (const choice of (field['enum'] ?? []) as string[]) expect(limits).toContain(choice);
    if (typeof field['type'] === 'string') expect(type).toBe(field['type'] === 'array' ? 'list' : field['type']);
  });
});

const specs = blocks('yaml').filter(({ text }) => text.startsWith('version:'));

test('there are capture specs in the pages', () => {
  expect(specs.map((spec) => spec.page)).toEqual(expect.arrayContaining(['README.md', 'docs/capture-spec.md']));
});

test.each(specs)('the capture spec in $page parses', ({ page: origin, text }) => {
  expect(parseCaptureSpec(parse(text), origin).version).toBe(1);
});
