import { podSpread } from '../../../../../cli/rehearsal/cluster/pod-times';
import { findPodStart } from '../../../../../cli/rehearsal/cluster/start-line';

describe('the start line of a pod', () => {
  test('shows when the container started', () => {
    const line = (event: string, ms: number) =>
      `{"eks-crac":"start","event":"${event}","mode":"restored","reason":"","ms":${ms},"release":"v1","deadlineMs":3000}`;
    const decided = `2026-11-26T10:00:01.200000000Z ${line('decided', 90)}`;
    const log = `2026-11-26T10:00:00.900000000Z Starting\n${decided}\n2026-11-26T10:00:01.250500000Z ${line('listening', 130)}\n`;
    expect(findPodStart(decided)).toBeUndefined();
    const found = findPodStart(log);
    expect(found?.report.mode).toBe('restored');
    expect(found?.startedAt).toBeCloseTo(Date.parse('2026-11-26T10:00:01Z') + 250.5 - 130, 3);
  });

  test('is required to know the start', () => {
    expect(findPodStart('2026-11-26T10:00:00.9Z Starting\n')).toBeUndefined();
  });

  test('p95 uses the nearest rank', () => {
    expect(podSpread([5, 1, 4, 2, 3])).toEqual({ median: 3, p95: 5, runs: [5, 1, 4, 2, 3] });
    const twenty = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(podSpread(twenty).p95).toBe(19);
  });
});
