import type { ReleaseRecord } from '../../../contract';
import { Scene } from '../../support/containers/scene';
import { CLOSES_SILENT, probe, stateOf } from './probe';
import { rehearse } from './rehearsed';
import { RestoredContainer } from './restored-container';

const MINUTES = 60_000;
describe('a restored service with the coordinator', () => {
  const scene = new Scene();
  let record: ReleaseRecord;

  beforeAll(async () => {
    ({ record } = await rehearse(probe(scene, {})));
  }, 3 * MINUTES);

  afterAll(async () => {
    await RestoredContainer.removeAll(scene.engine, record);
    await scene.dispose();
  });

  test('two copies at once have their own environment, properties, names and randomness', async () => {
    const copies = await Promise.all(
      ['green', 'blue'].map((COLOUR) =>
        RestoredContainer.start(scene.engine, record, { COLOUR, EKS_CRAC_JAVA_PROPERTIES: `level=${COLOUR} 1` }),
      ),
    );
    for (const copy of copies) expect(await copy.ready()).toMatchObject({ mode: 'restored', reason: '' });
    const [green, blue] = await Promise.all(copies.map(stateOf));
    expect(green).toMatchObject({ colour: 'green', hook: 'green', gone: 'null', level: 'green 1' });
    expect(blue).toMatchObject({ colour: 'blue', hook: 'blue', gone: 'null', level: 'blue 1' });
    expect(green?.uuid).not.toBe(blue?.uuid);
    expect([green?.host, blue?.host]).toEqual(copies.map(({ id }) => id.slice(0, 12)));
  });

  test('a hook that throws after the restore: the service starts cold, and says why', async () => {
    const copy = await RestoredContainer.start(scene.engine, record, { HOOK_AFTER: 'throw' });
    expect(await copy.ready()).toMatchObject({ mode: 'cold', reason: 'hook-failed' });
    expect(await copy.errors()).toContain('"class":"java.lang.IllegalStateException","message":"the pool is busy"');
  });

  test('a hook that hangs after the restore: the service starts cold at the deadline', async () => {
    const copy = await RestoredContainer.start(scene.engine, record, { HOOK_AFTER: 'hang' });
    expect(await copy.ready()).toMatchObject({ mode: 'cold', reason: 'deadline' });
  });
});

describe('what a user sees when a service cannot be frozen', () => {
  let scene: Scene;
  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test.each([
    [
      'a hook throws',
      { HOOK_BEFORE: 'throw' },
      /hook-threw: java\.lang\.IllegalStateException: the pool is busy\n +at Probe\.fail\(Probe\.java:\d+\)/,
    ],
    [
      'a hook hangs',
      { HOOK_BEFORE: 'hang' },
      /hook-hung: a hook has not ended within 30000 ms[^\n]*\n +at java\.base\/java\.lang\.Thread\.sleep/,
    ],
    [
      'a socket is connected',
      { CONNECT: 'true' },
      /descriptor-open: connected while it should be frozen: tcp [^\n]*127\.0\.0\.1:8080/,
    ],
  ])(
    '%s',
    async (_, env, text) => {
      const { exitCode, stderr } = await probe(scene, env).rehearse();
      expect(stderr).toMatch(text);
      expect(exitCode).toBe(9);
      await scene.expectNothingLeft();
    },
    2 * MINUTES,
  );

  test(
    'a rule lets the socket be closed',
    async () => {
      const descriptors = [{ action: 'close', kind: 'tcp', pattern: '*:8080' } as const, CLOSES_SILENT];
      const { record } = await rehearse(probe(scene, { CONNECT: 'true' }, { checkpoint: { descriptors } }));
      expect(record.release).toBe('v1');
    },
    3 * MINUTES,
  );

  test(
    'a service that asks for its checkpoint itself',
    async () => {
      const { record, stderr } = await rehearse(
        probe(scene, { ASK: 'true' }, { checkpoint: { trigger: 'service', descriptors: [CLOSES_SILENT] } }),
      );
      expect(record.release).toBe('v1');
      expect(stderr).not.toContain('warm it up');
    },
    3 * MINUTES,
  );
});
