import { compare } from '../../../containers/clones/equal-values';

describe('equal values', () => {
  test('are none when all values differ, and the values are counted', () => {
    const draws = [
      { session: 'a', token: 'b' },
      { session: 'c', token: 'd' },
    ];
    expect(compare(draws)).toEqual({ drawn: 4, equal: 0, equalOf: {} });
  });

  test('count a value of several copies once, under its name', () => {
    const draws = [
      { session: 'a', token: 'b' },
      { session: 'a', token: 'c' },
      { session: 'a', token: 'd' },
    ];
    expect(compare(draws)).toEqual({ drawn: 6, equal: 1, equalOf: { session: 1 } });
  });

  test('include a value that two fields gave', () => {
    expect(compare([{ session: 'a', token: 'a' }])).toEqual({ drawn: 2, equal: 1, equalOf: { token: 1 } });
  });
});
