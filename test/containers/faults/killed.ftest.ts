import { killIn } from '../../support/containers/killed';

test.each(['build', 'layer', 'companions', 'ready', 'warm-up', 'checkpoint', 'assemble', 'gate'] as const)(
  'the next run cleans up after kill -9 in step %s',
  (step) => killIn(step),
);
