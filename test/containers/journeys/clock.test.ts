import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReleaseRecord } from '../../../contract';
import { Scene } from '../../support/containers/scene';
import { PlainCapture } from './plain-capture';
import { probe, stateOf } from './probe';
import { rehearse } from './rehearsed';
import { RestoredContainer } from './restored-container';

const MINUTES = 60_000;
const TEN_DAYS = 864_000;
const WATCHED_MS = 1000;
/** Kinds of timers of the probe; each is due every 50 ms. */
const TIMERS = ['delay', 'http', 'orTimeout', 'rate', 'selector', 'sleep', 'wait'];

const uptime = () => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);

/** Which timers ended more than a few times within a second. */
async function running(container: RestoredContainer): Promise<readonly string[]> {
  const before = (await stateOf(container)).timers;
  await pause(WATCHED_MS);
  const after = (await stateOf(container)).timers;
  expect(Object.keys(after)).toEqual(TIMERS);
  return TIMERS.filter((name) => (after[name] ?? 0) - (before[name] ?? 0) > 5);
}

describe('the monotonic clock of a restored service', () => {
  const scene = new Scene();
  let record: ReleaseRecord;

  beforeAll(async () => {
    ({ record } = await rehearse(probe(scene, {}), 1, 3 * MINUTES));
  }, 4 * MINUTES);

  afterAll(async () => {
    await RestoredContainer.removeAll(scene.containers, record);
    await scene.dispose();
  });

  test.each([0, TEN_DAYS])('all timers go on where it reads %d s more than here', async (seconds) => {
    const copy = await RestoredContainer.startLater(scene.containers, record, seconds);
    expect(await copy.ready()).toMatchObject({ mode: 'restored' });
    expect(await running(copy)).toEqual(TIMERS);
  });

  test('a node that has been up for less time than the capture took: cold, and its timers go', async () => {
    const copy = await RestoredContainer.startLater(scene.containers, record, 1 - Math.floor(uptime()));
    expect(await copy.ready()).toMatchObject({ mode: 'cold', reason: 'clock' });
    expect(await running(copy)).toEqual(TIMERS);
  });

  describe('captured plainly where it read ten days more', () => {
    let plain: PlainCapture;
    beforeAll(async () => {
      plain = await PlainCapture.take(scene.containers, record, TEN_DAYS);
    }, MINUTES);
    afterAll(() => plain.remove());

    test('restored here it answers, and its timers hang: the trap', async () => {
      const copy = await plain.restore(0);
      expect(await copy.ready()).toMatchObject({ mode: 'restored' });
      // The closed connection wakes the HTTP client, and its next requests count from the clock as it is now.
      expect(await running(copy)).toEqual(['http']);
    });

    test('its manifest keeps it from being restored here', async () => {
      const copy = await plain.restore(plain.checkpointed.clock);
      expect(plain.checkpointed.clock).toBeGreaterThan(TEN_DAYS);
      expect(await copy.ready()).toMatchObject({ mode: 'cold', reason: 'clock' });
      expect(await running(copy)).toEqual(TIMERS);
    });
  });

  test(
    'captured plainly here and started where the clock reads 20 s less than at the dump: cold',
    async () => {
      const plain = await PlainCapture.take(scene.containers, record, 0);
      try {
        const here = await plain.restore(plain.checkpointed.clock);
        expect(await here.ready()).toMatchObject({ mode: 'restored' });
        expect(await running(here)).toEqual(TIMERS);
        const later = Math.floor(plain.checkpointed.clock - 20 - uptime());
        const younger = await plain.restore(plain.checkpointed.clock, later);
        expect(await younger.ready()).toMatchObject({ mode: 'cold', reason: 'clock' });
        expect(await running(younger)).toEqual(TIMERS);
      } finally {
        await plain.remove();
      }
    },
    2 * MINUTES,
  );
});
