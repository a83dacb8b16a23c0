import type * as ProgressModule from '../../../../cli/render/progress';
import { fakeOutput } from '../../../support/unit-output';

test('a log has no colours, even where CI claims to support them', () => {
  const ci = process.env['CI'];
  process.env['CI'] = 'true';
  try {
    jest.isolateModules(() => {
      const { Progress } = jest.requireActual<typeof ProgressModule>('../../../../cli/render/progress');
      const { stream, text } = fakeOutput();
      const progress = new Progress(stream);
      progress.start('build the service');
      progress.succeed(100, 'sha256:0123');
      expect(text()).not.toContain('\u001b');
    });
  } finally {
    if (ci === undefined) delete process.env['CI'];
    else process.env['CI'] = ci;
  }
});
