import { jdkImage } from '../../support/containers/jdk';
import { describeClock, JDK_WAITS } from './clock-suite';

// JDK 21, which the machine has, is tested in `clock-timers.test.ts`.
for (const version of [17, 25] as const) {
  describeClock(`JDK ${version}`, { ...JDK_WAITS, baseImage: (containers) => jdkImage(containers, version) });
}
