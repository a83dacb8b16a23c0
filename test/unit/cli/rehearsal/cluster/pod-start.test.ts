import { startTime } from '../../../../../cli/rehearsal/cluster/pod-start';

const start = {
  startedAt: 1000,
  report: {
    ...({ 'eks-crac': 'start', event: 'listening', mode: 'restored' } as const),
    ...{ reason: '', ms: 200, release: 'v1', deadlineMs: 3000 },
  },
};

describe('the start time of a pod', () => {
  test('ends with the first response, if an earlier request failed', () => {
    expect(startTime({ asked: 3, at: 1230, ms: 5 }, start)).toBe(230);
  });

  test('is the time to the listening port plus the response, if the first request succeeded', () => {
    expect(startTime({ asked: 1, at: 1500, ms: 5 }, start)).toBe(205);
  });

  test.each([-5000, 90_000])('is not derived from a node’s clock that differs by %s ms', (difference) => {
    expect(startTime({ asked: 3, at: 1230 + difference, ms: 5 }, start)).toBe(205);
  });
});
