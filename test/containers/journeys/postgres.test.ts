import { leftovers } from '../../support/containers/leftovers';
import { Scene } from '../../support/containers/scene';
import { rehearse } from './rehearsed';
import { writeSampleSpec } from './sample';

const MINUTES = 60_000;

describe('a service with a pool of connections to a database', () => {
  const scene = new Scene();

  afterAll(() => scene.dispose());

  test(
    'is captured with PostgreSQL as a companion, proven and released',
    async () => {
      writeSampleSpec(scene, 'postgres', ({ warmUp }) => ({ warmUp: { ...warmUp, until: { seconds: 3 } } }));
      const { record, report, stderr } = await rehearse(scene, 1, 4 * MINUTES);
      expect(stderr).toMatch(/start the companions .* database$/m);
      expect(record).toMatchObject({ release: 'v1', gate: { restores: 3 }, pod: { uid: 10001 } });
      expect(report.rows[1]).toMatchObject({ id: 'image', coldStarts: 0 });
      expect(report.rows[1]?.ratioToCold).toBeGreaterThan(1);
      expect(await leftovers(scene.containers, scene.state, { scene: scene.id, runs: scene.runs() })).toEqual([]);
    },
    5 * MINUTES,
  );
});
