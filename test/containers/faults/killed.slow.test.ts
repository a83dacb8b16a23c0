import { killIn } from '../../support/containers/killed';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

test.each(['build', 'layer', 'companions', 'ready', 'warm-up', 'checkpoint', 'assemble', 'gate'] as const)(
  'the next run cleans up after kill -9 in step %s',
  (step) => killIn(step),
);
