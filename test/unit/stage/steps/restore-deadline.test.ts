import { imageDeadlineMs, storeDeadlineMs } from '../../../../stage/steps/restore-deadline';
import { captureSpec } from '../../../support/unit-capture-spec';

const spec = captureSpec();
const deadline = (given: typeof spec, restoreMs: number, rawBytes: number) =>
  storeDeadlineMs(given, { restoreMs, rawBytes });

describe('the deadline of a restore in a pod', () => {
  test('is five times the slowest restore from the image', () => {
    expect(imageDeadlineMs(spec, { restoreMs: [300, 800] })).toBe(4000);
  });

  test("is five times the store's own restore and the time in which a disk is read", () => {
    expect(deadline(spec, 800, 131_072_000)).toBe(9000);
  });

  test('is three seconds at least', () => {
    expect(imageDeadlineMs(spec, { restoreMs: [90] })).toBe(3000);
    expect(deadline(spec, 90, 1000)).toBe(3000);
  });

  test('is what the spec says, for every store', () => {
    const given = captureSpec({ gate: { podDeadlineSeconds: 2.5 } });
    expect(imageDeadlineMs(given, { restoreMs: [9000] })).toBe(2500);
    expect(deadline(given, 9000, 131_072_000)).toBe(2500);
  });
});
