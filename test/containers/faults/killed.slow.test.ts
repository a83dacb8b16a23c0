import { killIn } from '../../support/containers/killed';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

const STEPS = [
  'build',
  'layer',
  'companions',
  'run',
  'ready',
  'warm-up',
  'checkpoint',
  'assemble',
  'gate',
  'stores',
  'publish',
] as const;
test.each(STEPS)('the next run cleans up after kill -9 in step %s', (step) => killIn(step));
