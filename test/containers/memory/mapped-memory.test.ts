import { describeMappedMemory, SERIAL } from './mapped-memory-suite';

// Other collectors and JDKs are tested in `mapped-memory.slow.test.ts`.
describeMappedMemory({ collector: SERIAL, uid: 10001, readOnlyRoot: true });
