import { parsePages, workingSet } from '../../../../../stage/steps/assemble/working-set';
import { ASSEMBLED, contextOf } from '../../../../support/unit-context';

describe('the working set', () => {
  test('is read from runs of pages', () => {
    const text = 'written 16 3\nwritten 40 1\nresident 7 1\nresident 20 2\n';
    expect(parsePages(text)).toEqual({ written: [16, 17, 18, 40], read: [7, 20, 21] });
    expect(parsePages('')).toEqual({ written: [], read: [] });
  });

  test('takes no restore where all memory is copied', async () => {
    expect(await workingSet.run(contextOf({ script: {} }), ASSEMBLED)).toBe(ASSEMBLED);
    expect(workingSet.summary(ASSEMBLED, contextOf())).toBe('all is copied');
  });
});
