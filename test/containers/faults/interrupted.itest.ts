import { interruptIn } from '../../support/containers/interrupted';
import { shortSteps } from '../../support/containers/steps';

test.each(shortSteps())('Ctrl-C in step %s leaves nothing', (step) => interruptIn(step));
