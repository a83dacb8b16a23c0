import type { Fault } from './fault';
import { World } from './world';

const MINUTES = 60_000;

/** A test for each fault, all in one world. */
export function testAll(faults: readonly Fault[]): void {
  const world = new World();

  afterAll(() => world.close(), MINUTES);

  test.each(faults.map((fault) => [fault.id, fault] as const))(
    '%s',
    async (_, fault) => {
      expect((await fault.run(world)).wrong).toBeUndefined();
    },
    6 * MINUTES,
  );
}
