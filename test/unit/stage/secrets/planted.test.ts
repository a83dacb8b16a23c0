import { SECRET_SHAPES } from '../../../../contract';
import type { SecretShape } from '../../../../contract';
import type { Secret } from '../../../../stage/secrets/known-secret';
import { SecretSearch } from '../../../../stage/secrets/scanner';
import { drawing, gzip, seenInFiles, seenInMemory, zip } from '../../../support/unit-planted';
import type { Seen } from '../../../support/unit-planted';

const SEEDS = [1, 2, 3];
const BEFORE = 300;

const value = (name: string, text: string): Secret => ({ name, value: text, from: 'environment' });
const DATABASE = value('DATABASE_PASSWORD', 'correct-horse-battery/staple+Ünïq=7');
const search = new SecretSearch([DATABASE]);

const kindsOf = (seen: readonly Seen[]) =>
  seen.map(({ sighting }) => (sighting.of === 'shape' ? sighting.shape.kind : sighting.secret.name));
const examples = (shape: SecretShape) => SEEDS.map((seed) => Buffer.from(`x ${shape.example(drawing(seed))} y`));

async function seenOnce(shape: SecretShape, look: (bytes: Buffer) => Promise<Seen[]>): Promise<number> {
  const seen = await Promise.all(examples(shape).map(look));
  return seen.filter((each) => kindsOf(each).includes(shape.kind)).length;
}

describe('a planted secret of every kind is found', () => {
  const kinds = SECRET_SHAPES.map((shape) => [shape.kind, shape] as const);

  test('of at least 50 kinds, each with a name and literals that differ', () => {
    expect(SECRET_SHAPES.length).toBeGreaterThanOrEqual(50);
    expect(new Set(SECRET_SHAPES.map(({ kind }) => kind)).size).toBe(SECRET_SHAPES.length);
    const literals = SECRET_SHAPES.flatMap((shape) => shape.literals);
    expect(new Set(literals).size).toBe(literals.length);
  });

  test.each(kinds)('in memory: %s', async (_, shape) => {
    expect(await seenOnce(shape, (bytes) => seenInMemory(search, bytes, PAGES_BEFORE))).toBe(SEEDS.length);
  });

  test.each(kinds)('in memory, across pages that lie in two files: %s', async (_, shape) => {
    // Its beginning is copied, and what follows is mapped.
    expect(await seenOnce(shape, (bytes) => seenInMemory(search, bytes, bytes.length >> 1))).toBe(SEEDS.length);
  });

  test.each(kinds)('in a captured file: %s', async (_, shape) => {
    expect(await seenOnce(shape, (bytes) => seenInFiles(search, { '/tmp/notes': bytes }))).toBe(SEEDS.length);
  });

  test.each(kinds)('in a jar in a gzip file: %s', async (_, shape) => {
    const look = (bytes: Buffer) => seenInFiles(search, { '/tmp/app.gz': gzip(zip('application.properties', bytes)) });
    expect(await seenOnce(shape, look)).toBe(SEEDS.length);
  });

  test.each(kinds)('as UTF-16: %s', async (_, shape) => {
    const look = (bytes: Buffer) => seenInFiles(search, { '/a': Buffer.from(bytes.toString(), 'utf16le') });
    expect(await seenOnce(shape, look)).toBe(SEEDS.length);
  });

  test.each(kinds)('as Base64, at each of three offsets: %s', async (_, shape) => {
    for (const before of ['', '1', '12']) {
      const look = (bytes: Buffer) =>
        seenInFiles(search, { '/a': Buffer.from(base64(`${before}${bytes.toString()}`)) });
      expect(await seenOnce(shape, look)).toBe(SEEDS.length);
    }
  });
});

const PAGES_BEFORE = 4096 + BEFORE;
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a value that is known is found', () => {
  const { value: text } = DATABASE;
  const forms: readonly (readonly [string, Buffer])[] = [
    ['as UTF-8', Buffer.from(text)],
    ['as Latin-1', Buffer.from(text, 'latin1')],
    ['as UTF-16', Buffer.from(text, 'utf16le')],
    ['as Base64', Buffer.from(base64(text))],
    ['as Base64 behind one byte', Buffer.from(base64(`u${text}`))],
    ['as Base64 behind two bytes', Buffer.from(base64(`u:${text}`))],
    ['as Base64 of URLs', Buffer.from(Buffer.from(text).toString('base64url'))],
    ['in a URL', Buffer.from(encodeURIComponent(text))],
    ['in a form', Buffer.from(new URLSearchParams({ a: text }).toString())],
    ['in JSON for a page', Buffer.from(JSON.stringify(text).replaceAll('=', '\\u003d'))],
    ['in JSON with escaped slashes', Buffer.from(JSON.stringify(text).replaceAll('/', '\\/'))],
  ];

  test.each(forms)('in memory, across pages that lie in two files: %s', async (_, bytes) => {
    for (const before of [1, 2, 7, bytes.length - 1]) {
      expect(kindsOf(await seenInMemory(search, bytes, before))).toEqual([DATABASE.name]);
    }
  });

  test.each(forms)('in a file and in a jar: %s', async (_, bytes) => {
    const seen = await seenInFiles(search, { '/tmp/a': bytes, '/tmp/b.jar': zip('c', bytes) });
    expect(seen.map(({ place }) => (place.kind === 'file' ? place.path : ''))).toEqual(['/tmp/a', '/tmp/b.jar!/c']);
  });
});
