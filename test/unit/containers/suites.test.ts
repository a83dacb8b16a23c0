import { suitesOf } from '../../containers/suites';

describe('the container suites', () => {
  test('run one after the other without arguments', () => {
    expect(suitesOf([])).toEqual({ arguments: ['--selectProjects', 'containers', '--runInBand'], rows: false });
  });

  test('pass patterns and options to Jest unchanged', () => {
    const { arguments: passed, rows } = suitesOf(['faults/service', '--json', '-t', 'a b']);
    expect(passed.slice(3)).toEqual(['faults/service', '--json', '-t', 'a b']);
    expect(rows).toBe(false);
  });

  test('run the long suite for the pattern clones', () => {
    expect(suitesOf(['clones', '-t', 'Keycloak'])).toEqual({
      arguments: ['--selectProjects', 'containers-slow', '--runInBand', 'containers/clones/', '-t', 'Keycloak'],
      rows: false,
    });
  });

  test('print their own lines with --json, and no document of Jest', () => {
    expect(suitesOf(['clones', '--json'])).toEqual({
      arguments: ['--selectProjects', 'containers-slow', '--runInBand', 'containers/clones/'],
      rows: true,
    });
  });
});
