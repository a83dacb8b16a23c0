import { expectOutcome, QUICK } from './cases';

const MINUTES = 60_000;

test.each(QUICK)('%s, its root %s, comes out as its folder says', expectOutcome, 5 * MINUTES);
