import { kinds } from '../../../scripts/corpus/kinds';
import { differenceOf } from './outcome';
import { runKind } from './run-kind';

const MINUTES = 60_000;

/** What a service has, one folder each; a few of them on every change, all of them by `npm run test:corpus`. */
const CASES = kinds()
  .filter(({ expected }) => expected.quick)
  .map((kind) => [kind.name, kind] as const);

test.each(CASES)(
  '%s comes out as its folder says',
  async (_, kind) => {
    expect(differenceOf(kind.expected, await runKind(kind, 'writable'))).toBeUndefined();
  },
  5 * MINUTES,
);
