import { testAll } from './expect-well';
import { FAULTS } from './table';

describe('a fault ends well', () => testAll(FAULTS.filter(({ quick }) => quick)));
