import { afterCollection, ending } from '../../../../../stage/steps/warm-up/ending';

/** A clock that a test moves. */
function clock() {
  let at = 1000;
  return { now: () => at, advance: (ms: number) => (at += ms) };
}

describe('the end of a warm-up', () => {
  test('by count is after that many rounds of the list, whatever the time', () => {
    const { advance, now } = clock();
    const end = ending({ kind: 'count', count: 3 }, 4, now);
    advance(3_600_000);
    expect(end.reached(11)).toBe(false);
    expect(end.reached(12)).toBe(true);
    expect(end.describe()).toBe('12 to send');
  });

  test('by seconds is when they are over, whatever the number', () => {
    const { advance, now } = clock();
    const end = ending({ kind: 'seconds', seconds: 2 }, 4, now);
    advance(1999);
    expect(end.reached(1_000_000)).toBe(false);
    expect(end.describe()).toBe('2 of 2 s');
    advance(1);
    expect(end.reached(0)).toBe(true);
  });

  test('after a collection is after thirty rounds or two seconds, and one round in any case', () => {
    const { advance, now } = clock();
    const end = afterCollection(4, now);
    expect([119, 120].map((number) => end.reached(number))).toEqual([false, true]);
    advance(2000);
    expect([3, 4].map((number) => end.reached(number))).toEqual([false, true]);
    expect(end.describe()).toBe('120 to send');
  });

  describe('when latency is steady', () => {
    /** Returns how many windows passed until the end, with responses of these latencies, 100 per two-second window. */
    function windows(latencies: readonly number[], maxSeconds = 120): number {
      const { advance, now } = clock();
      const end = ending({ kind: 'steady', maxSeconds }, 1, now);
      for (const [index, latency] of latencies.entries()) {
        for (let answer = 0; answer < 100; answer += 1) {
          if (end.reached(answer)) return index;
          advance(20);
          end.measured(latency);
        }
      }
      return latencies.length;
    }

    test('is not reached while the median falls', () => {
      expect(windows([100, 90, 80, 70, 60, 50, 40, 30, 20, 10])).toBe(10);
    });

    test('is reached after three windows without a gain', () => {
      expect(windows([100, 50, 50, 50, 50, 50, 50])).toBe(5);
    });

    test('ignores a gain of less than a twentieth', () => {
      expect(windows([100, 97, 96, 96, 90, 90])).toBe(4);
    });

    test('is postponed by a gain', () => {
      expect(windows([100, 100, 100, 80, 80, 80, 80, 80])).toBe(7);
    });

    test('is not affected by one slow window', () => {
      expect(windows([50, 200, 50, 200, 50])).toBe(4);
    });

    test('is reached at the latest after the maximum', () => {
      expect(windows([100, 90, 80, 70, 60, 50], 6)).toBe(3);
    });

    test('waits for enough responses in a window', () => {
      const { advance, now } = clock();
      const end = ending({ kind: 'steady', maxSeconds: 3600 }, 1, now);
      for (let answer = 0; answer < 49; answer += 1) {
        advance(1000);
        end.measured(10);
      }
      expect(end.describe()).toBe('49 of 3600 s at most');
      advance(1000);
      end.measured(10);
      expect(end.describe()).toBe('50 of 3600 s at most, median 10.0 ms');
    });

    test('is not reached by a window that is too short', () => {
      const { advance, now } = clock();
      const end = ending({ kind: 'steady', maxSeconds: 3600 }, 1, now);
      for (let answer = 0; answer < 1000; answer += 1) end.measured(10);
      expect(end.describe()).toBe('0 of 3600 s at most');
      advance(2000);
      end.measured(10);
      expect(end.describe()).toBe('2 of 3600 s at most, median 10.0 ms');
    });
  });
});
