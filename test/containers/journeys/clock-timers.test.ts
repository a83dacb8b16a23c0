import { describeClock } from './clock-suite';

describeClock();
