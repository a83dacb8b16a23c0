import { jdkImage } from '../../support/containers/jdk';
import { describeClock } from './clock-suite';

// JDK 21, which the machine has, is tested in `clock-timers.test.ts`.
describe.each([17, 25] as const)('JDK %d', (version) => {
  describeClock((containers) => jdkImage(containers, version));
});
