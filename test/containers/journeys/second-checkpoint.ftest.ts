import { Scene } from '../../support/containers/scene';
import { probe, stateOf } from './probe';
import { rehearse } from './rehearsed';
import { RestoredContainer } from './restored-container';
import { freezeAgain, secondReport } from './second-checkpoint';

const MINUTES = 60_000;

test(
  'a restored service is frozen again and restored in a third environment, its hooks and timers with it',
  async () => {
    const scene = new Scene();
    const { record } = await rehearse(probe(scene, {}), 1, 3 * MINUTES);
    try {
      const first = await RestoredContainer.start(scene.engine, record, { COLOUR: 'green' });
      expect(await first.ready()).toMatchObject({ mode: 'restored' });
      const before = await stateOf(first);
      expect(before).toMatchObject({ colour: 'green', hook: 'green' });
      const second = await freezeAgain(scene.engine, record, first, { COLOUR: 'blue' });
      await second.answers();
      const after = await stateOf(second);
      expect(after).toMatchObject({ colour: 'blue', hook: 'blue', host: second.id.slice(0, 12) });
      for (const [timer, count] of Object.entries(before.timers)) expect(after.timers[timer]).toBeGreaterThan(count);
      expect(await secondReport(second)).toMatch(/^\{"state":"restored",.*"failures":\[\]/);
    } finally {
      await RestoredContainer.removeAll(scene.engine, record);
      await scene.dispose();
    }
  },
  6 * MINUTES,
);
