import { describeMappedMemory, G1, PARALLEL, SERIAL, SHENANDOAH, Z } from './mapped-memory-suite';

describe('JDK 21', () => {
  for (const collector of [PARALLEL, SHENANDOAH, Z]) {
    describeMappedMemory({ collector, uid: 10001, readOnlyRoot: false });
  }
  describeMappedMemory({ collector: SERIAL, uid: 0, readOnlyRoot: true });
  describeMappedMemory({ collector: G1, uid: 0, readOnlyRoot: false });
  describeMappedMemory({ collector: G1, uid: 10001, readOnlyRoot: true });
});

describe.each([17, 25] as const)('JDK %d', (jdk) => {
  for (const collector of [SERIAL, G1, PARALLEL, SHENANDOAH, Z]) {
    describeMappedMemory({ collector, jdk, uid: 10001, readOnlyRoot: false });
  }
});
