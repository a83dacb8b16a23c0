import { chosen, optionsOf } from '../../../containers/corpus/options';

const ALL = [{ name: 'jlink' }, { name: 'jmx' }, { name: 'files' }];

describe('the options of the corpus', () => {
  test('are none by default: everything is run, and a table printed', () => {
    expect(optionsOf([])).toEqual({ json: false, apps: false, only: [] });
    expect(chosen(ALL, [])).toEqual(ALL);
  });

  test('name kinds after --only, once or with more names', () => {
    expect(optionsOf(['--json', '--only', 'jlink', 'jmx'])).toEqual({
      json: true,
      apps: false,
      only: ['jlink', 'jmx'],
    });
    expect(optionsOf(['--apps']).apps).toBe(true);
    expect(optionsOf(['--only', 'jlink', '--only', 'jmx']).only).toEqual(['jlink', 'jmx']);
    expect(chosen(ALL, ['jmx'])).toEqual([{ name: 'jmx' }]);
  });

  test('refuse a name that stands alone, and one that does not exist', () => {
    expect(() => optionsOf(['jlink'])).toThrow(
      'usage: npm run test:corpus -- [--json] [--apps] [--only NAME…], got: jlink',
    );
    expect(() => chosen(ALL, ['jfr'])).toThrow('the corpus has no jfr; it has jlink, jmx, files');
  });
});
