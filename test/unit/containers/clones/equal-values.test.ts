import { compare } from '../../../containers/clones/equal-values';

test('values that differ are counted, and nothing is equal', () => {
  const draws = [
    { session: 'a', token: 'b' },
    { session: 'c', token: 'd' },
  ];
  expect(compare(draws)).toEqual({ drawn: 4, equal: 0, equalOf: {} });
});

test('a value of several copies counts once, under what it is', () => {
  const draws = [
    { session: 'a', token: 'b' },
    { session: 'a', token: 'c' },
    { session: 'a', token: 'd' },
  ];
  expect(compare(draws)).toEqual({ drawn: 6, equal: 1, equalOf: { session: 1 } });
});

test('a value that two fields gave is equal too', () => {
  expect(compare([{ session: 'a', token: 'a' }])).toEqual({ drawn: 2, equal: 1, equalOf: { token: 1 } });
});
