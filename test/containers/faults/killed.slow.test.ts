import { killIn } from '../../support/containers/killed';

// Each test is one to three whole runs; whatever hangs in them has a shorter deadline of its own.
jest.setTimeout(300_000);

test.each(['build', 'layer', 'companions', 'ready', 'warm-up', 'checkpoint', 'assemble', 'gate'] as const)(
  'the next run cleans up after kill -9 in step %s',
  (step) => killIn(step),
);
