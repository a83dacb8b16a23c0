import { Scene } from '../../support/containers/scene';
import { probe, stateOf } from './probe';
import { rehearse } from './rehearsed';
import { RestoredContainer } from './restored-container';
import { checkpointAgain, secondReport } from './second-checkpoint';

const MINUTES = 60_000;

test(
  'a restored service is checkpointed again and restored in a third environment, its hooks and timers with it',
  async () => {
    const scene = new Scene();
    const { record } = await rehearse(probe(scene, {}), 1, 3 * MINUTES);
    try {
      const first = await RestoredContainer.start(scene.containers, record, { COLOUR: 'green' });
      expect(await first.ready()).toMatchObject({ mode: 'restored' });
      const before = await stateOf(first);
      expect(before).toMatchObject({ colour: 'green', hook: 'green' });
      const second = await checkpointAgain(scene.containers, record, first, { COLOUR: 'blue' });
      await second.answers();
      expect(await secondReport(second)).toMatch(/^\{"state":"restored",.*"failures":\[\]/);
      const after = await stateOf(second);
      expect(after).toMatchObject({ colour: 'blue', hook: 'blue', host: second.id.slice(0, 12) });
      for (const [timer, count] of Object.entries(before.timers)) expect(after.timers[timer]).toBeGreaterThan(count);
    } finally {
      await RestoredContainer.removeAll(scene.containers, record);
      await scene.dispose();
    }
  },
  6 * MINUTES,
);
