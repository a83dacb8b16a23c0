import type { Expectation } from '../../../../scripts/corpus/kinds';
import { differenceOf, endedWith } from '../../../containers/corpus/outcome';

const COMMON = { has: 'a launcher', roots: ['writable' as const], quick: false };
const REFUSED: Expectation = {
  ...COMMON,
  outcome: 'refused',
  code: 'checkpoint-failed',
  message: 'launcher-jvm',
  remedy: 'exec java',
};
const STDERR = 'run 1 of x\nerror: launcher-jvm: two JVMs\n  last lines\n  → start it with exec java\n';

describe('what came out of a kind', () => {
  test('is read from the one error', () => {
    expect(endedWith(9, STDERR)).toEqual({
      exitCode: 9,
      message: 'launcher-jvm: two JVMs\n  last lines',
      remedy: 'start it with exec java\n',
      wrong: '',
    });
  });

  test('is as expected with code, message and remedy', () => {
    expect(differenceOf(REFUSED, endedWith(9, STDERR))).toBeUndefined();
  });

  test.each([
    ['another exit code', REFUSED, endedWith(7, STDERR), /^exit code 9 was expected, got: 7 launcher-jvm/],
    ['a release', REFUSED, endedWith(0, ''), /^exit code 9 was expected, got: 0/],
    ['another message', { ...REFUSED, message: 'jlink' }, endedWith(9, STDERR), /^"jlink" was expected in the message/],
    ['another remedy', { ...REFUSED, remedy: 'tini' }, endedWith(9, STDERR), /^"tini" was expected in the remedy/],
  ])('differs by %s', (_, expected, outcome, difference) => {
    expect(differenceOf(expected, outcome)).toMatch(difference);
  });

  test('of a release is wrong when a copy is', () => {
    const released: Expectation = { ...COMMON, outcome: 'released' };
    expect(differenceOf(released, endedWith(0, ''))).toBeUndefined();
    expect(differenceOf(released, { ...endedWith(0, ''), wrong: 'it printed nothing' })).toBe('it printed nothing');
  });

  test('of an open kind must be what is known, in a release too', () => {
    const open: Expectation = { ...COMMON, outcome: 'fails', message: 'printed nothing', open: 'it prints' };
    expect(differenceOf(open, { ...endedWith(0, ''), wrong: 'a copy printed nothing' })).toBeUndefined();
    expect(differenceOf(open, endedWith(0, ''))).toBe('"printed nothing" was expected in the message, got: ');
  });
});
