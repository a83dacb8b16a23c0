import fc from 'fast-check';
import type { Bytes, Thing } from './case';

const lots = 20_000;

/** Folders in which a manifest may name something. */
export const NAMED = ['/place', '/place/a', '/place/a/b', '/volume', '/volume/c'] as const;

const garbage = fc.oneof(
  fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 40 }),
  fc.constantFrom('', ' ', '\t', '=', '0', '-1', '1e3', '99999999999999999999', '%s%n%s', '../..', '\0', '\xff\xfe'),
  fc.constantFrom('x'.repeat(300), 'x'.repeat(5000)),
);

const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('x', 'y', 'a', 'b', 'file one', 'ü', '-rf', '*') },
  { weight: 1, arbitrary: fc.constantFrom('\xff', '...', 'x'.repeat(255), 'x'.repeat(256)) },
);

/** Mostly plain paths in folders that are there for it; some lead out of them, and must not be followed. */
export const path: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.constantFrom(...NAMED), name).map((words) => words.join('/')) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMED) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '/',
      '//',
      'place/a',
      '/place/',
      '/place//x',
      '/place/..',
      '/place/../kept/old',
      '/place/.',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('/place/a/..', '/..', '/place/loop/x', `/place/${'x/'.repeat(2500)}y`) },
);

const mode = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('644', '755', '0', '1777', '4755') },
  { weight: 1, arbitrary: fc.constantFrom('7777', '77777', '8', '-1', '', '0x1f', ' 644') },
);

const placed = fc.tuple(mode, path).map((words) => words.join(' '));
const link = fc
  .tuple(path, fc.constantFrom('\t', '\t', '\t', ' '), fc.constantFrom('x', '/place/b', '..', '', 'y'.repeat(5000)))
  .map((words) => words.join(''));

const files = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('4096 pages-1.img', '4 core-301.img') },
  { weight: 1, arbitrary: fc.constantFrom('5 core-301.img', '0 absent', '4', ' 4 core-301.img', '0 folder', '0 ../x') },
);

const LISTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  variable: fc.constantFrom('HOME', 'A', '', 'a=b', 'x'.repeat(500)),
  option: fc.constantFrom('-Xmx64m', '-Da=b', ''),
  folder: placed,
  added: placed,
  changed: placed,
  link,
  name: link,
  removed: path,
  original: placed,
  originalFolder: placed,
  originalLink: link,
  file: files,
  later: garbage,
};

const lines = fc.array(
  fc.constantFrom(...Object.keys(LISTS)).chain((key) => (LISTS[key] ?? garbage).map((value) => `${key}=${value}`)),
  { maxLength: 8 },
);

const one = fc.constantFrom<readonly string[]>(
  ['engine=criu', 'service=300', 'capabilities=CHECKPOINT_RESTORE SYS_PTRACE SETPCAP'],
  ['engine=criu', 'service=300', 'agent=yes'],
  ['engine=warp', 'java=/jre/java', 'port=8080'],
  ['engine=warp', 'java=/jre/java'],
);

/** A manifest that a capture could have made. */
const valid = fc
  .tuple(one, lines)
  .map(([engine, more]) => ['schema=1', 'run=r1', 'clock=0.01', ...engine, ...more])
  .map((all) => `${all.join('\n')}\n`);

interface Change {
  readonly at: number;
  readonly bytes: Bytes;
  readonly removed: number;
}

const changes = fc.array(
  fc.record<Change>({
    at: fc.nat(400),
    bytes: fc.oneof(garbage, fc.constantFrom('\n', '=', '\nservice=', '\nclock=', '\nport=', '\nschema=', '\ncpu=')),
    removed: fc.nat(20),
  }),
  { minLength: 1, maxLength: 3 },
);

const changed = fc
  .tuple(valid, changes)
  .map(([text, all]) =>
    all.reduce((now, { at, bytes, removed }) => now.slice(0, at) + bytes + now.slice(at + removed), text),
  );

const bytes = fc.oneof(
  { weight: 60, arbitrary: valid },
  { weight: 25, arbitrary: changed },
  { weight: 5, arbitrary: valid.map((text) => text.slice(0, -1)) },
  { weight: 5, arbitrary: garbage },
  {
    weight: 1,
    arbitrary: fc
      .tuple(valid, fc.constantFrom('cpu=a b\n', 'removed=/place/x\n', '\n', '=', 'option=-D\n'))
      .map(([text, more]) => text + more.repeat(lots)),
  },
);

export const manifest: fc.Arbitrary<Thing | undefined> = fc.oneof(
  { weight: 96, arbitrary: bytes.map((text): Thing => ({ kind: 'file', bytes: text, mode: 0o644 })) },
  { weight: 1, arbitrary: fc.constant(undefined) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Thing>(
      { kind: 'folder' },
      { kind: 'link', target: 'manifest' },
      { kind: 'link', target: 'absent' },
    ),
  },
  { weight: 1, arbitrary: fc.constant<Thing>({ kind: 'pipe' }) },
);
