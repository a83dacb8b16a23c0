import { suitesOf } from '../../containers/suites';

test('without arguments all suites of containers run, one after the other', () => {
  expect(suitesOf([])).toEqual({ arguments: ['--selectProjects', 'containers', '--runInBand'], rows: false });
});

test('patterns and options go to Jest as they are', () => {
  const { arguments: passed, rows } = suitesOf(['faults/service', '--json', '-t', 'a b']);
  expect(passed.slice(3)).toEqual(['faults/service', '--json', '-t', 'a b']);
  expect(rows).toBe(false);
});

test('the pattern clones means the long suite', () => {
  expect(suitesOf(['clones', '-t', 'Keycloak'])).toEqual({
    arguments: ['--selectProjects', 'containers-slow', '--runInBand', 'containers/clones/', '-t', 'Keycloak'],
    rows: false,
  });
});

test('with --json it prints its own lines, and Jest no document', () => {
  expect(suitesOf(['clones', '--json'])).toEqual({
    arguments: ['--selectProjects', 'containers-slow', '--runInBand', 'containers/clones/'],
    rows: true,
  });
});
