import { imageDeadlineMs, storeDeadlineMs } from '../../../../stage/steps/restore-deadline';
import { captureSpec } from '../../../support/unit-capture-spec';

const spec = captureSpec();
const deadlines = (given: typeof spec, restoreMs: number, rawBytes: number) =>
  (['s3', 'folder', 'efs'] as const).map((type) => storeDeadlineMs(given, { type, restoreMs, rawBytes }));

describe('the deadline of a restore in a pod', () => {
  test('is five times the slowest restore from the image', () => {
    expect(imageDeadlineMs(spec, { restoreMs: [300, 800] })).toBe(4000);
  });

  test("is five times the store's own restore and the time in which the store is read", () => {
    expect(deadlines(spec, 800, 131_072_000)).toEqual([9000, 9000, 6622]);
  });

  test('is three seconds at least', () => {
    expect(imageDeadlineMs(spec, { restoreMs: [90] })).toBe(3000);
    expect(deadlines(spec, 90, 1000)).toEqual([3000, 3000, 3000]);
  });

  test('is what the spec says, for every store', () => {
    const given = captureSpec({ gate: { podDeadlineSeconds: 2.5 } });
    expect(imageDeadlineMs(given, { restoreMs: [9000] })).toBe(2500);
    expect(deadlines(given, 9000, 131_072_000)).toEqual([2500, 2500, 2500]);
  });
});
