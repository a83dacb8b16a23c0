import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COLD_REASON_CODES, COLD_REASONS } from '../../../contract';
import { filesBelow, ROOT } from '../docs/pages';

const sources = (suffix: string) =>
  filesBelow('runtime/src')
    .filter((path) => path.endsWith(suffix))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
const text = sources('.c');

/** The first text after `refuse(attempt, `, however the call is wrapped. */
const given = [...text.matchAll(/\brefuse\(\s*[\w>.-]+,\s*"([^"]*)"/g)].map((match) => match[1] ?? '');

/** `attempt->reason` is an array of this size, with the zero at its end. */
const room = Number(/char reason\[(\d+)\]/.exec(sources('.h'))?.[1]) - 1;

describe('the reasons of a cold start', () => {
  test('are those that the C sources of `start` give, and no other', () => {
    expect([...new Set(given)].sort()).toEqual([...COLD_REASON_CODES].sort());
  });

  test('are given as texts in the sources, never as a variable that this test cannot see', () => {
    const calls = text.match(/\brefuse\(/g) ?? [];
    const declarations = text.match(/bool refuse\(Attempt \*attempt, const char \*reason/g) ?? [];
    expect(given).toHaveLength(calls.length - declarations.length);
  });

  test.each(COLD_REASON_CODES)('%s fits into the memory that `start` has for it', (reason) => {
    expect(reason.length).toBeLessThanOrEqual(room);
    expect(reason).toMatch(/^[a-z-]+$/);
  });

  test('that the sources compare with are among them', () => {
    const compared = [...text.matchAll(/same\([\w.>-]*reason, "([^"]*)"\)/g)].map((match) => match[1] ?? '');
    expect(compared.length).toBeGreaterThan(0);
    expect(COLD_REASON_CODES).toEqual(expect.arrayContaining(compared));
  });

  test.each(Object.entries(COLD_REASONS))('%s has a cause and a remedy, each a clause', (_, { cause, remedy }) => {
    for (const sentence of [cause, remedy]) expect(sentence).toMatch(/^[`A-Za-z][^]{6,}[^.]$/);
  });
});
