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

/** Returns the timers that fired more than a few times within a second. */
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

  test.each([0, TEN_DAYS])('keeps all timers running on a node %d s ahead of this machine', async (seconds) => {
    const copy = await RestoredContainer.startLater(scene.containers, record, seconds);
    expect(await copy.ready()).toMatchObject({ mode: 'restored' });
    expect(await running(copy)).toEqual(TIMERS);
  });

  test('keeps all timers running on a node with less uptime than the capture took', async () => {
    const copy = await RestoredContainer.startLater(scene.containers, record, 1 - Math.floor(uptime()));
    expect(await copy.ready()).toMatchObject({ mode: 'restored' });
    expect(await running(copy)).toEqual(TIMERS);
  });

  describe('captured without a time namespace, ten days ahead', () => {
    let plain: PlainCapture;
    beforeAll(async () => {
      plain = await PlainCapture.take(scene.containers, record, TEN_DAYS);
    }, MINUTES);
    afterAll(() => plain.remove());

    test('lets the service respond here, but its timers hang', async () => {
      const copy = await plain.restore(0);
      expect(await copy.ready()).toMatchObject({ mode: 'restored' });
      // The closed connection wakes the HTTP client, and its next requests use the current clock.
      expect(await running(copy)).toEqual(['http']);
    });

    test('is recorded in the manifest, which prevents a restore here', async () => {
      const copy = await plain.restore(plain.checkpointed.clock);
      expect(plain.checkpointed.clock).toBeGreaterThan(TEN_DAYS);
      expect(await copy.ready()).toMatchObject({ mode: 'cold', reason: 'clock' });
      expect(await running(copy)).toEqual(TIMERS);
    });
  });

  test(
    'leads to a cold start without a time namespace, on a node 20 s behind the dump',
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
