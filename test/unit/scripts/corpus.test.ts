import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../../../scripts/corpus/kinds';

const QUICK_RUNS = 9;

describe('the corpus', () => {
  test('says of every folder what must come out', () => {
    expect(kinds().length).toBeGreaterThan(25);
    for (const { expected } of kinds()) expect(expected.has).not.toBe('');
  });

  test('has a Dockerfile or sources in every folder: else it is the shared service', () => {
    const empty = kinds().filter(
      ({ folder }) => !['Dockerfile', 'Service.java'].some((n) => existsSync(join(folder, n))),
    );
    expect(empty.map(({ name }) => name)).toEqual([]);
  });

  test('runs a few kinds on every change, of each outcome but the open ones', () => {
    const quick = kinds().filter(({ expected }) => expected.quick);
    expect(new Set(quick.map(({ expected }) => expected.outcome))).toEqual(new Set(['released', 'refused']));
    expect(quick.length).toBeLessThanOrEqual(QUICK_RUNS);
  });
});
