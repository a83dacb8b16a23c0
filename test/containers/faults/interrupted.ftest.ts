import { interruptIn } from '../../support/containers/interrupted';
import { otherSteps } from '../../support/containers/steps';

test.each(otherSteps())('Ctrl-C in step %s leaves nothing', (step) => interruptIn(step));
