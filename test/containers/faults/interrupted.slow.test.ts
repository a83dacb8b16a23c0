import { interruptIn } from '../../support/containers/interrupted';
import { otherSteps } from '../../support/containers/steps';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

test.each(otherSteps())('Ctrl-C in step %s leaves nothing', (step) => interruptIn(step));
