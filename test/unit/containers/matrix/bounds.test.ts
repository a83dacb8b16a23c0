import { boundMs } from '../../../containers/matrix/bounds';

const MEASURED = { coldMs: 1000, deadlineMs: 3000 };

test.each([
  ['goes on', 5000],
  ['fails', 3500],
  ['hangs', 6500],
] as const)('a restore that %s must end in an answer after %d ms at most', (course, bound) => {
  expect(boundMs(course, MEASURED)).toBe(bound);
});
