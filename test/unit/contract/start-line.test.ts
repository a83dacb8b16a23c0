import { findDecision, findStartReport } from '../../../contract';

const least = { 'eks-crac': 'start', mode: 'cold', reason: 'cpu', release: 'v7', deadlineMs: 3000 };
const line = (event: string, ms: number, more: object = {}) => JSON.stringify({ ...least, event, ms, ...more });
const all = {
  detail: 'this CPU lacks avx512f',
  engine: 'criu',
  run: '20260102030405-0a1b2c3d',
  restoreMs: 50.1,
  hooksMs: 8.2,
  ignoredOptions: ['-javaagent:/x.jar'],
};

describe('the lines of start', () => {
  test('are found among the lines of the service', () => {
    const log = `{"eks":1}\nPicked up JDK_JAVA_OPTIONS\n${line('decided', 12.3)}\nhello\n${line('listening', 80, all)}\nmore\n`;
    expect(findDecision(log)).toEqual({ ...least, event: 'decided', ms: 12.3 });
    expect(findStartReport(log)).toEqual({ ...least, event: 'listening', ms: 80, ...all });
  });

  test('are the last ones after a second start', () => {
    const log = [line('decided', 1), line('listening', 2), line('decided', 3), line('not-listening', 4)].join('\n');
    expect(findDecision(log)?.ms).toBe(3);
    expect(findStartReport(log)?.ms).toBe(4);
  });

  test.each(['listening', 'not-listening', 'running'])('report the start with the event %s', (event) => {
    expect(findStartReport(line(event, 1))?.event).toBe(event);
    expect(findDecision(line(event, 1))).toBeUndefined();
  });

  test('may not exist yet', () => {
    for (const find of [findDecision, findStartReport]) {
      expect(find('')).toBeUndefined();
      expect(find(`the service says: ${line('decided', 1)} ${line('listening', 1)}`)).toBeUndefined();
      expect(find('{"eks-crac":"clone-probe","draws":{}}\n')).toBeUndefined();
    }
    expect(findStartReport(line('decided', 1))).toBeUndefined();
  });

  test.each([
    ['another mode', { mode: 'warm' }],
    ['another event', { event: 'ready' }],
    ['an unknown field', { listening: true }],
    ['a reason that is in no table', { reason: 'mood' }],
    ['no reason of a cold start', { reason: '' }],
    ['a reason of a restore', { mode: 'restored', reason: 'cpu' }],
    ['a negative time', { ms: -1 }],
  ])('are rejected with %s', (_, change) => {
    expect(() => findStartReport(line('listening', 1, change))).toThrow();
  });
});
