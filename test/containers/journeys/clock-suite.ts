import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReleaseRecord } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import type { ContainerRuntime } from '../../../stage/containers';
import { Scene } from '../../support/containers/scene';
import { CLOSES_SILENT } from './probe';
import { rehearse } from './rehearsed';
import { RestoredContainer } from './restored-container';

const MINUTES = 60_000;
const DAY = 86_400;
const PERIOD_MS = 700;
const WATCHED_MS = 6 * PERIOD_MS;
/** How much earlier or later than asked a wait may end. */
const TOLERANCE_MS = 50;
const WAITS = ['delay', 'http', 'orTimeout', 'parkNanos', 'rate', 'selector', 'sleep', 'timer', 'wait'];

interface ClockState {
  readonly jdk: number;
  readonly nanoTime: number;
  readonly wall: number;
  readonly backwards: number;
  readonly preload: string;
  readonly childPreload: string;
  /** For each way to wait the wall clock at the end of each wait, and its lateness in ms. */
  readonly waits: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

const uptime = () => Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]));

async function stateOf(copy: RestoredContainer): Promise<ClockState> {
  return JSON.parse((await copy.request('/state')).body) as ClockState;
}

/** A service that tells how exactly its waits end. */
export interface ClockService {
  /** Its folder in the package, and the Dockerfile relative to it. */
  readonly context: string;
  readonly dockerfile?: string;
  /** The image that it is based on; by default that of the Dockerfile. */
  readonly baseImage?: (containers: ContainerRuntime) => Promise<string>;
  /** The ways to wait that it knows, with a JDK of this version. */
  readonly waits: (jdk: number) => readonly string[];
}

export const JDK_WAITS: ClockService = {
  context: 'test/support/clock-probe',
  waits: (jdk) => (jdk >= 21 ? [...WAITS, 'virtual'] : WAITS),
};

/** Waits that were under way at the dump, and those begun after it, on nodes of every age. */
export function describeClock(name: string, { baseImage, context, dockerfile, waits }: ClockService): void {
  describe(`the clock of a restored service with ${name}`, () => {
    const scene = new Scene();
    let record: ReleaseRecord;

    beforeAll(async () => {
      const base = await baseImage?.(scene.containers);
      scene.spec({
        build: {
          context: packagePath(context),
          ...(dockerfile === undefined ? {} : { dockerfile }),
          ...(base === undefined ? {} : { args: { BASE_IMAGE: base } }),
        },
        run: { port: 8080, memoryMiB: 384, env: { PERIOD_MS: String(PERIOD_MS) } },
        readiness: { path: '/state', timeoutSeconds: 60 },
        warmUp: { requests: [{ path: '/state' }], until: { count: 20 } },
        gate: { requests: [{ path: '/state', compare: 'status' }] },
        checkpoint: { descriptors: [CLOSES_SILENT] },
      });
      ({ record } = await rehearse(scene, 1, 6 * MINUTES));
    }, 9 * MINUTES);

    afterAll(async () => {
      await RestoredContainer.removeAll(scene.containers, record);
      await scene.dispose();
    });

    test('is kept by the library, and the record asks nothing of a node', () => {
      expect(record.host.clockSeconds).toBeUndefined();
    });

    test.each([
      ['for a minute', () => 60 - uptime()],
      ['for an hour', () => 3600 - uptime()],
      ['as long as this machine', () => 0],
      ['for 200 days', () => 200 * DAY],
    ])('goes on from the dump on a node that has been up %s', async (_, ahead) => {
      const started = Date.now();
      const copy = await RestoredContainer.startLater(scene.containers, record, ahead());
      expect(await copy.ready()).toMatchObject({ mode: 'restored' });
      const first = await stateOf(copy);
      const began = performance.now();
      await pause(WATCHED_MS);
      const second = await stateOf(copy);
      const passed = performance.now() - began;

      expect(Math.abs(second.wall - Date.now())).toBeLessThan(TOLERANCE_MS);
      expect(Math.abs((second.nanoTime - first.nanoTime) / 1e6 - passed)).toBeLessThan(TOLERANCE_MS);
      expect(second.backwards).toBe(0);
      expect([second.preload, second.childPreload]).toEqual(['', '']);

      const kinds = Object.keys(second.waits);
      expect(kinds).toEqual([...waits(second.jdk)].sort());
      const report = Object.fromEntries(
        kinds.map((kind) => {
          const ends = (second.waits[kind] ?? []).filter(([wall]) => wall > started);
          // The first was begun before the dump. The restore has closed its connection: the HTTP client of JDK 25 sends the
          // request again, and those of JDK 17 and 21 measure it by the wall clock.
          const judged = kind === 'http' ? ends.slice(1) : ends;
          const inexact = judged.filter(([, late]) => Math.abs(late) > TOLERANCE_MS);
          return [kind, { inexact, ends: ends.length >= 4 && ends.length <= 10 ? 'in step' : ends }];
        }),
      );
      expect(report).toEqual(Object.fromEntries(kinds.map((kind) => [kind, { inexact: [], ends: 'in step' }])));
      expect(await copy.output()).not.toContain('clock leap detected');
    });
  });
}
