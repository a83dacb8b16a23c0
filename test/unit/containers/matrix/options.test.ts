import type { Fault } from '../../../containers/matrix/fault';
import { chosen, optionsOf } from '../../../containers/matrix/options';

const fault = (id: string, group: Fault['group']): Fault => ({
  ...{ id, group, injects: 'nothing', expected: { outcome: 'restored' } },
  run: () => Promise.resolve({ outcome: 'restored', ms: 0, wrong: undefined }),
});

const [TRUNCATED, HANGS, FAILS] = [fault('truncated', 'files'), fault('hangs', 'restore'), fault('fails', 'restore')];
const ALL = [TRUNCATED, HANGS, FAILS];

describe('the options of the matrix', () => {
  test('are none by default: every fault is injected', () => {
    expect(optionsOf([])).toEqual({ json: false, only: [], groups: [] });
    expect(chosen(ALL, optionsOf([]))).toEqual(ALL);
  });

  test('name faults after --only and groups after --group, which add up', () => {
    expect(optionsOf(['--json', '--only', 'hangs', 'fails'])).toEqual({
      ...{ json: true, only: ['hangs', 'fails'], groups: [] },
    });
    expect(chosen(ALL, optionsOf(['--only', 'hangs']))).toEqual([HANGS]);
    expect(chosen(ALL, optionsOf(['--group', 'restore']))).toEqual([HANGS, FAILS]);
    expect(chosen(ALL, optionsOf(['--group', 'files', '--only', 'fails']))).toEqual([TRUNCATED, FAILS]);
  });

  test('refuse an id that stands alone, and what does not exist', () => {
    expect(() => optionsOf(['hangs'])).toThrow(
      'usage: npm run test:faults -- [--json] [--only ID…] [--group G], got: hangs',
    );
    expect(() => chosen(ALL, optionsOf(['--only', 'burns']))).toThrow('there is no fault burns; there is truncated, ');
    expect(() => chosen(ALL, optionsOf(['--group', 'moon']))).toThrow('there is no group moon; there is files, ');
  });
});
