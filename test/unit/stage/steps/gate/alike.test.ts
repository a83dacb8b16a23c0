import { alike, requireNoneAlike } from '../../../../../stage/steps/gate/alike';
import { failureOf } from '../../../../support/unit-failure';

const copy = (name: string, values: Readonly<Record<string, readonly string[]>>) => ({
  copy: name,
  values: new Map(Object.entries(values)),
});

describe('copies that are alike', () => {
  test('are found by comparing each with every other, name by name', () => {
    const given = [
      copy('copy-1', { b: ['1'], a: ['1', '2'], c: ['x'], d: ['4'] }),
      copy('copy-2', { b: ['2'], a: ['2', '3'], c: ['y'] }),
      copy('copy-3', { b: ['1'], a: ['3', '4'], c: ['z'], d: [] }),
    ];
    expect(alike(given)).toEqual([
      { what: 'a', copies: ['copy-1', 'copy-2', 'copy-3'] },
      { what: 'b', copies: ['copy-1', 'copy-3'] },
    ]);
  });

  test('are not found in duplicates within one copy, or under another name', () => {
    expect(alike([copy('copy-1', { a: ['1', '1'], b: ['2'] }), copy('copy-2', { a: ['2'], b: ['1'] })])).toEqual([]);
  });

  test('are listed up to ten, the others counted, without any value', async () => {
    const values = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`g${10 + index}`, ['secret']]));
    const found = alike(['copy-1', 'copy-2', 'copy-3'].map((name) => copy(name, values)));
    const lines = Array.from({ length: 10 }, (_, index) => `  g${10 + index}: copy-1, copy-2 and copy-3`);
    expect(await failureOf(() => requireNoneAlike(found, 'fix it'))).toEqual({
      code: 'copies-alike',
      message: `copies restored from the pushed image are alike where they must differ:\n${lines.join('\n')}\n  and 2 more`,
      remedy: 'fix it; docs/gate.md says what is compared; nothing was released',
    });
  });

  test('are no failure if there are none', () => {
    expect(() => requireNoneAlike([], 'fix it')).not.toThrow();
  });
});
