import { Progress } from '../../../../cli/render/progress';
import { StageReporter } from '../../../../cli/render/stage-reporter';
import { fakeOutput } from '../../../support/unit-output';

const ERASE = '\r\u001b[2K';

describe('progress', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    process.env['NO_COLOR'] = '1';
  });
  afterEach(() => {
    jest.useRealTimers();
    delete process.env['NO_COLOR'];
  });

  describe('in a log', () => {
    test('is a line at the beginning, one at the end, and one every ten seconds', () => {
      const { stream, text } = fakeOutput();
      const progress = new Progress(stream);
      progress.start('build the service');
      jest.advanceTimersByTime(9999);
      progress.say('  #1 FROM jdk  ');
      jest.advanceTimersByTime(1);
      jest.advanceTimersByTime(10_000);
      progress.succeed(20_400, 'sha256:0123');
      jest.advanceTimersByTime(60_000);
      expect(text()).toBe(
        '… build the service\n' +
          '  build the service, 10.0 s: #1 FROM jdk\n' +
          '  build the service, 20.0 s: #1 FROM jdk\n' +
          '✔ build the service                    20.4 s  sha256:0123\n',
      );
    });

    test('is neither erased nor coloured', () => {
      const { stream, text } = fakeOutput();
      const progress = new Progress(stream);
      progress.start('a');
      progress.note('a note');
      progress.warn('a warning');
      progress.fail(1000);
      progress.error('what happened\n  → what to do');
      expect(text()).toBe(
        '… a\na note\n! a warning\n✘ a                                     1.0 s\nerror: what happened\n  → what to do\n',
      );
    });

    test('is not shown between activities', () => {
      const { stream, text } = fakeOutput();
      const progress = new Progress(stream);
      progress.say('lost');
      jest.advanceTimersByTime(60_000);
      progress.stop();
      expect(text()).toBe('');
    });
  });

  describe('in a terminal', () => {
    test('is one moving line, cut to the width, and erased before other output', () => {
      const { stream, text } = fakeOutput(30);
      const progress = new Progress(stream);
      progress.start('build');
      progress.say('a line that is longer than the terminal is wide');
      jest.advanceTimersByTime(120);
      progress.note('a note');
      jest.advanceTimersByTime(120);
      progress.succeed(1000, '');
      const first = '⠙ build 0.1 s a line that is ';
      const second = '⠹ build 0.2 s a line that is ';
      expect(first).toHaveLength(29);
      expect(text()).toBe(
        `${ERASE}${first}${ERASE}a note\n${ERASE}${second}${ERASE}✔ build                                 1.0 s\n`,
      );
    });

    test('shows a new activity in place of the last one', () => {
      const { stream, text } = fakeOutput(80);
      const progress = new Progress(stream);
      progress.start('one');
      jest.advanceTimersByTime(120);
      progress.start('two');
      jest.advanceTimersByTime(120);
      progress.stop();
      expect(text()).toBe(`${ERASE}⠙ one 0.1 s ${ERASE}${ERASE}⠹ two 0.1 s ${ERASE}`);
      jest.advanceTimersByTime(60_000);
      expect(text().endsWith(ERASE)).toBe(true);
    });

    test('is coloured, unless colours are disabled', () => {
      delete process.env['NO_COLOR'];
      const { stream, text } = fakeOutput(80);
      new Progress(stream).warn('careful');
      expect(text()).toBe('\u001b[33m!\u001b[39m careful\n');
    });
  });

  describe('of the stage', () => {
    test('is shown, and the times of its steps are recorded', () => {
      const { stream, text } = fakeOutput();
      const reporter = new StageReporter(new Progress(stream));
      reporter.report({ code: 'host-read', kernel: '6.1', processor: 'a CPU', cgroups: 'cgroup v2' });
      reporter.report({ code: 'swept', run: 'r0', removed: [] });
      reporter.report({ code: 'swept', run: 'r1', removed: ['container a', 'network b'] });
      reporter.report({ code: 'run-started', run: 'r2', service: 'customers' });
      reporter.report({ code: 'step-started', step: 'build', title: 'build the service' });
      reporter.report({ code: 'step-progress', step: 'build', text: '#1' });
      reporter.report({ code: 'step-ended', step: 'build', ms: 1234, summary: 'sha256:0' });
      reporter.report({ code: 'warning', text: 'careful' });
      reporter.report({ code: 'step-started', step: 'layer', title: 'add the runtime layer' });
      reporter.report({ code: 'step-failed', step: 'layer', ms: 50 });
      reporter.report({ code: 'run-failed', failure: 'build-failed', text: 'no', remedy: 'do' });
      reporter.report({ code: 'released', release: 'v7', repository: 'localhost:5055/c', ms: 65_432 });
      expect(text().split('\n')).toEqual([
        'host: Linux 6.1, a CPU, cgroup v2',
        'cleaned up after run r0, which had ended without doing so: nothing was left',
        'cleaned up after run r1, which had ended without doing so: container a, network b',
        'run r2 of customers',
        '… build the service',
        '✔ build the service                     1.2 s  sha256:0',
        '! careful',
        '… add the runtime layer',
        '✘ add the runtime layer                 0.1 s',
        'error: no',
        '  → do',
        'released v7 in localhost:5055/c, 65.4 s in all',
        '',
      ]);
      expect(reporter.steps).toEqual([{ id: 'build', ms: 1234 }]);
    });
  });
});
