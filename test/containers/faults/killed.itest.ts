import { killIn } from '../../support/containers/killed';

test.each(['run', 'push', 'publish', 'record'] as const)('the next run cleans up after kill -9 in step %s', (step) =>
  killIn(step),
);
