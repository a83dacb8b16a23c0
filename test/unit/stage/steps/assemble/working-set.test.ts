import { parsePages, workingSet } from '../../../../../stage/steps/assemble/working-set';
import { ASSEMBLED, contextOf } from '../../../../support/unit-context';

describe('the working set', () => {
  test('is read from runs of pages', () => {
    expect(parsePages('16 3\n40 1\n')).toEqual([16, 17, 18, 40]);
    expect(parsePages('')).toEqual([]);
  });

  test('takes no restore where all memory is copied', async () => {
    expect(await workingSet.run(contextOf({ script: {} }), ASSEMBLED)).toBe(ASSEMBLED);
    expect(workingSet.summary(ASSEMBLED, contextOf())).toBe('all is copied');
  });
});
