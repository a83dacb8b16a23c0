import { describeClock, JDK_WAITS } from './clock-suite';

describeClock('the JDK', JDK_WAITS);
