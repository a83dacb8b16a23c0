import { startTime } from '../../../../../cli/rehearsal/cluster/pod-start';

const start = {
  startedAt: 1000,
  report: { 'eks-crac': 'start', mode: 'restored', reason: '', ms: 200, release: 'v1' } as const,
};

test('a service that was asked before it answered has taken until the answer', () => {
  expect(startTime({ asked: 3, at: 1230, ms: 5 }, start)).toBe(230);
});

test('a service that answers the first question has taken until it listened, and the answer', () => {
  expect(startTime({ asked: 1, at: 1500, ms: 5 }, start)).toBe(205);
});

test.each([-5000, 90_000])('a node whose clock differs by %s ms is not believed', (difference) => {
  expect(startTime({ asked: 3, at: 1230 + difference, ms: 5 }, start)).toBe(205);
});
