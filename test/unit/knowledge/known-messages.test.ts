import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { KNOWN_MESSAGES, PROGRAMS } from '../../../knowledge';
import { ROOT } from '../docs/pages';

const FOLDER = join(ROOT, 'test/fixtures/known-messages');
const examples = z.record(z.string(), z.array(z.string()).min(1));

/** Lines of logs by the message that each is an example of. */
const files = readdirSync(FOLDER).map((name) => examples.parse(parse(readFileSync(join(FOLDER, name), 'utf8'))));
const ids = KNOWN_MESSAGES.map(({ id }) => id);
const lines = files.flatMap((file) =>
  Object.entries(file).flatMap(([id, texts]) => texts.map((line) => ({ id, line }))),
);

test('there are many known messages, each with its own name', () => {
  expect(KNOWN_MESSAGES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(ids).size).toBe(ids.length);
});

test('each has an example, and each example has its message', () => {
  expect(files.flatMap((file) => Object.keys(file)).sort()).toEqual([...ids].sort());
});

test.each(lines)('$id is what is known of: $line', ({ id, line }) => {
  expect(KNOWN_MESSAGES.filter(({ pattern }) => pattern.test(line)).map((message) => message.id)).toEqual([id]);
});

test.each(KNOWN_MESSAGES)('$id says cause and remedy as a clause each', ({ cause, remedy }) => {
  for (const clause of [cause, remedy]) expect(clause).toMatch(/^[`A-Za-z][^\n]{4,}[^.\s]$/);
});

test.each(KNOWN_MESSAGES)('$id names where it is documented', ({ source }) => {
  if (!source.startsWith('docs/')) expect(new URL(source).protocol).toBe('https:');
  else expect(existsSync(join(ROOT, source.split('#')[0] ?? ''))).toBe(true);
});

test.each(KNOWN_MESSAGES)('$id has a pattern without memory, which two texts could share', ({ pattern }) => {
  expect(pattern.flags.replace('i', '')).toBe('');
});

test('every program has a message', () => {
  expect([...new Set(KNOWN_MESSAGES.map(({ program }) => program))].sort()).toEqual(Object.keys(PROGRAMS).sort());
});
