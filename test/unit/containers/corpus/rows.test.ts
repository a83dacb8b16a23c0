import { lineOf, summaryOf } from '../../../containers/corpus/rows';
import type { Row } from '../../../containers/corpus/rows';

const ROW: Row = { kind: 'files', root: 'writable', expected: 'released', message: '', remedy: '', seconds: 31 };

describe('the rows of the corpus', () => {
  test('count kinds, not runs, and every kind once', () => {
    const rows: Row[] = [
      ROW,
      { ...ROW, root: 'readOnly' },
      { ...ROW, kind: 'launcher', expected: 'refused' },
      { ...ROW, kind: 'log', expected: 'fails' },
      { ...ROW, kind: 'jmx', difference: 'exit code 0 was expected' },
    ];
    expect(summaryOf(rows)).toEqual({ total: 4, firstTry: 1, refused: 1, failed: 2, rows });
  });

  test('count a kind as failed that differs with one of its roots', () => {
    const rows: Row[] = [ROW, { ...ROW, root: 'readOnly', difference: 'it started cold' }];
    expect(summaryOf(rows)).toMatchObject({ total: 1, firstTry: 0, failed: 1 });
  });

  test('are lines for people', () => {
    expect(lineOf({ ...ROW, root: 'readOnly' })).toMatch(/^files, read-only root +31 s {2}released$/);
    expect(lineOf({ ...ROW, ratioToCold: 46.38 })).toMatch(/released, 46\.4 times faster$/);
    expect(lineOf({ ...ROW, difference: 'it started cold' })).toMatch(/DIFFERS: it started cold$/);
  });
});
