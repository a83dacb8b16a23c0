import { restoreDeadlineMs } from '../../../../stage/steps/restore-deadline';
import { captureSpec } from '../../../support/unit-capture-spec';

const spec = captureSpec();
const stores = ['image', 's3', 'folder', 'efs'] as const;
const deadlines = (given: typeof spec, restoreMs: readonly number[], rawBytes: number) =>
  stores.map((store) => restoreDeadlineMs(given, { restoreMs, rawBytes }, store));

describe('the deadline of a restore in a pod', () => {
  test('is five times the slowest restore and the time in which the store is read', () => {
    expect(deadlines(spec, [300, 800], 131_072_000)).toEqual([4000, 9000, 9000, 6622]);
  });

  test('is three seconds at least', () => {
    expect(deadlines(spec, [90], 1000)).toEqual([3000, 3000, 3000, 3000]);
  });

  test('is what the spec says, for every store', () => {
    const given = captureSpec({ gate: { podDeadlineSeconds: 2.5 } });
    expect(deadlines(given, [9000], 131_072_000)).toEqual([2500, 2500, 2500, 2500]);
  });
});
