import { findDraws } from '../../../../../stage/steps/gate/draws';
import { digestOf, probeLine } from '../../../../support/unit-draws';

const draws = { 'UUID.randomUUID()': [digestOf('a')], 'Math.random()': [digestOf('b'), digestOf('c')] };
const line = probeLine(draws);

describe('the line of the clone probe', () => {
  test.each([
    ['among the lines of others', `{"eks-crac":"start","mode":"restored"}\nhello\n${line}bye\n`],
    ['behind a line that the service did not end', `Loading … ${line}`],
    ['behind one that was cut in two', `{"eks-crac":"clone-probe","draws":{"UU\nWARN\n${line}`],
  ])('is found %s', (_, output) => {
    expect(findDraws(output)).toEqual({ found: draws });
  });

  test.each([
    ['none', 'hello\n', 'no line of it'],
    ['one that is not whole yet', line.trimEnd(), 'no line of it'],
    [
      'no JSON',
      '{"eks-crac":"clone-probe","draws":{"UU WARN\n',
      'a line that cannot be read: {"eks-crac":"clone-probe","draws":{"UU WARN',
    ],
    [
      'no generator',
      '{"eks-crac":"clone-probe","draws":{}}\n',
      'a line that cannot be read: {"eks-crac":"clone-probe","draws":{}}',
    ],
    [
      'no digest',
      '{"eks-crac":"clone-probe","draws":{"a":["4"]}}\n',
      'a line that cannot be read: {"eks-crac":"clone-probe","draws":{"a":["4"]}}',
    ],
    [
      'a generator without one',
      '{"eks-crac":"clone-probe","draws":{"a":[]}}\n',
      'a line that cannot be read: {"eks-crac":"clone-probe","draws":{"a":[]}}',
    ],
    [
      'a long one of another form',
      `{"eks-crac":"clone-probe","x":"${'y'.repeat(300)}"}\n`,
      `a line that cannot be read: {"eks-crac":"clone-probe","x":"${'y'.repeat(169)}`,
    ],
  ])('is reported as seen: %s', (_, output, seen) => {
    expect(findDraws(output)).toEqual({ seen });
  });
});
