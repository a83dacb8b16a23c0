import { testAll } from './expect-well';
import { FAULTS, QUICK } from './table';

describe('a fault ends well', () => testAll(FAULTS.filter(({ id }) => !QUICK.includes(id))));
