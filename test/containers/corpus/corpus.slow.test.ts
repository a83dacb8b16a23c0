import { expectOutcome, SLOW } from './cases';

const MINUTES = 60_000;

test.each(SLOW)('%s, its root %s, comes out as its folder says', expectOutcome, 5 * MINUTES);
