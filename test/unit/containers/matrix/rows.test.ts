import { lineOf, summaryOf } from '../../../containers/matrix/rows';

const WELL = { id: 'hangs', outcome: 'cold: deadline', ms: 3400 };
const BADLY = { id: 'fails', outcome: 'restored', ms: 100, wrong: 'cold was expected\nits log' };

describe('the rows of the matrix', () => {
  test('are counted, all and those that ended well', () => {
    expect(summaryOf([WELL, BADLY])).toEqual({ total: 2, passed: 1, faults: [WELL, BADLY] });
  });

  test('are lines for people, with what is wrong below', () => {
    expect(lineOf(WELL)).toMatch(/^✔ hangs +3\.4 s {2}cold: deadline$/);
    expect(lineOf(BADLY)).toMatch(/^✘ fails +0\.1 s {2}restored\n {4}cold was expected\n {4}its log$/);
  });
});
