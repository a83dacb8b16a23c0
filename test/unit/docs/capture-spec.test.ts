import { parse } from 'yaml';
import schema from '../../../contract/capture-spec.schema.json';
import { parseCaptureSpec } from '../../../contract';
import { fields } from '../../../scripts/docs/json-schema';
import { blocks, items, page } from './pages';

/** What a documented limit must name. `minLength: 1` is written as a word. */
const BOUNDS = ['minimum', 'maximum', 'exclusiveMinimum', 'minItems', 'maxItems'] as const;

/** Defaults that zod leaves out of the JSON Schema. */
const UNSEEN: Readonly<Record<string, unknown>> = {
  companions: [],
  'checkpoint.dryRunHooks': true,
  'checkpoint.allowSecrets': [],
};

// The compiler gives a member of one alternative to all of them.
const known = fields(schema as unknown as Parameters<typeof fields>[0]);
const documented = new Map(
  items(page('docs/capture-spec.md')).flatMap((item) => {
    const [, path = '', type = '', standard = '', text = ''] =
      /^`([^`]+)` \((\w+), (required|no default|default `[^`]*`)\): (.*)$/.exec(item) ?? [];
    return path === '' ? [] : [[path, { type, standard, text }] as const];
  }),
);

test('documents every field of the schema and no other', () => {
  expect([...documented.keys()].sort()).toEqual(known.map(({ path }) => path).sort());
});

describe.each(known)('$path', ({ isRequired, path, schema: field }) => {
  const { standard = '', text = '', type = '' } = documented.get(path) ?? {};

  test('has its default', () => {
    if (isRequired) return expect(standard).toBe('required');
    const expected = 'default' in field ? field.default : UNSEEN[path];
    if (expected === undefined) return expect(standard).toBe('no default');
    expect(JSON.parse(standard.slice('default `'.length, -1))).toEqual(expected);
  });

  test('has its limits', () => {
    const own: Readonly<Record<string, unknown>> = { ...field };
    for (const bound of BOUNDS.filter((name) => own[name] !== undefined)) {
      expect(text).toMatch(new RegExp(`(^|\\D)${String(own[bound])}(\\D|$)`));
    }
  });

  test('has its choices', () => {
    for (const choice of field.enum ?? []) expect(text).toContain(choice);
    if (field.type !== undefined) expect(type).toBe(field.type === 'array' ? 'list' : field.type);
  });
});

const specs = blocks('yaml').filter(({ text }) => text.startsWith('version:'));

test('there are capture specs in the pages', () => {
  expect(specs.map((spec) => spec.page)).toEqual(expect.arrayContaining(['README.md', 'docs/capture-spec.md']));
});

test.each(specs)('the capture spec in $page parses', ({ page: origin, text }) => {
  expect(parseCaptureSpec(parse(text), origin).version).toBe(1);
});

const LEAST = {
  version: 1,
  service: 'customers',
  run: { port: 8080 },
  readiness: { path: '/health' },
  warmUp: { requests: [{ path: '/' }] },
};
const parts = blocks('yaml').filter(({ text }) => !text.startsWith('version:'));

test.each(parts)('the part of a capture spec in $page parses: $text', ({ page: origin, text }) => {
  expect(parseCaptureSpec({ ...LEAST, ...(parse(text) as object) }, origin).version).toBe(1);
});
