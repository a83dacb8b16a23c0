import { median, spread } from '../../../../../cli/rehearsal/measure';

describe('statistics', () => {
  test.each([
    [[5], 5],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('return the median of %j', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('keep the runs in order, rounded to a tenth', () => {
    expect(spread([10.04, 30.06, 20])).toEqual({ median: 20, max: 30.1, runs: [10, 30.1, 20] });
  });

  test('do not change the given values', () => {
    const values = [3, 1, 2];
    median(values);
    spread(values);
    expect(values).toEqual([3, 1, 2]);
  });
});
