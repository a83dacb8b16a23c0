import type { ReleaseRecord } from '../../../contract';
import type { ContainerRuntime } from '../../../stage/containers';
import { Scene } from '../../support/containers/scene';
import { CLOSES_SILENT, PEER, probe, stateOf } from './probe';
import { rehearse } from './rehearsed';
import { RestoredContainer } from './restored-container';

const MINUTES = 60_000;
const DRAWS = 20;

/** Returns an image with the JDK to use; undefined for the machine's own JDK. */
export type BaseImage = (containers: ContainerRuntime) => Promise<string | undefined>;

/** Tests what the agent does for a service that is really checkpointed and restored, on one JDK. */
export function describeAgent(base: BaseImage): void {
  describe('a restored service with the agent', () => restored(base));
  describe('what a user sees when a service cannot be checkpointed', () => refused(base));
  describe('other ways to a checkpoint', () => otherWays(base));
}

function restored(base: BaseImage): void {
  const scene = new Scene();
  let record: ReleaseRecord;

  beforeAll(async () => {
    ({ record } = await rehearse(probe(scene, {}, {}, await base(scene.containers)), 1, 3 * MINUTES));
  }, 6 * MINUTES);

  afterAll(async () => {
    await RestoredContainer.removeAll(scene.containers, record);
    await scene.dispose();
  });

  async function copies(): Promise<readonly [RestoredContainer, RestoredContainer]> {
    const start = (COLOUR: string) =>
      RestoredContainer.start(
        scene.containers,
        record,
        { COLOUR, EKS_CRAC_JAVA_PROPERTIES: `level=${COLOUR} 1` },
        { hosts: { 'elsewhere.test': COLOUR === 'green' ? '192.0.2.1' : '192.0.2.2' } },
      );
    const both = await Promise.all([start('green'), start('blue')]);
    for (const copy of both) expect(await copy.ready()).toMatchObject({ mode: 'restored', reason: '' });
    return both;
  }

  test('two copies at once have their own environment, properties, names and addresses', async () => {
    const [green, blue] = await copies();
    const states = [await stateOf(green), await stateOf(blue)];
    expect(states[0]).toMatchObject({ colour: 'green', hook: 'green', gone: 'null', level: 'green 1' });
    expect(states[1]).toMatchObject({ colour: 'blue', hook: 'blue', gone: 'null', level: 'blue 1' });
    expect(states.map(({ host }) => host)).toEqual([green.id.slice(0, 12), blue.id.slice(0, 12)]);
    expect(states.map(({ address }) => address)).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  test('no source of randomness gives two copies the same number', async () => {
    const [green, blue] = await copies();
    const [ofGreen, ofBlue] = [await drawsOf(green), await drawsOf(blue)];
    expect(Object.keys(ofGreen)).toHaveLength(8);
    for (const [source, numbers] of Object.entries(ofGreen)) {
      expect(new Set([...numbers, ...(ofBlue[source] ?? [])])).toHaveProperty('size', 2 * DRAWS);
    }
  });

  test('a hook that throws after the restore: the service starts cold, and says why', async () => {
    const copy = await RestoredContainer.start(scene.containers, record, { HOOK_AFTER: 'throw' });
    expect(await copy.ready()).toMatchObject({ mode: 'cold', reason: 'hook-failed' });
    expect(await copy.errors()).toContain('"class":"java.lang.IllegalStateException","message":"the pool is busy"');
  });

  test('a hook that hangs after the restore: the service starts cold before the deadline, and says where it hangs', async () => {
    const copy = await RestoredContainer.start(scene.containers, record, { HOOK_AFTER: 'hang' });
    expect(await copy.ready()).toMatchObject({ mode: 'cold', reason: 'hook-failed' });
    expect(await copy.errors()).toMatch(
      /^eks-crac: \{"state":"failed",.*"code":"hook-hung",.*"message":"a hook has not ended within \d+ ms; the stack shows where it is","stack":\[.*"(app\/\/)?Probe\.sleep\(Probe\.java:\d+\)"/m,
    );
  });
}

async function drawsOf(copy: RestoredContainer): Promise<Record<string, string[]>> {
  const draws: Record<string, string[]> = {};
  for (let round = 0; round < DRAWS; round += 1) {
    for (const [source, number] of Object.entries((await stateOf(copy)).draws)) (draws[source] ??= []).push(number);
  }
  return draws;
}

function refused(base: BaseImage): void {
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
      'a hook throws after the restore, as the dry run shows',
      { HOOK_AFTER: 'throw' },
      /hook-threw: java\.lang\.IllegalStateException: the pool is busy\n +at Probe\.fail\(Probe\.java:\d+\)/,
    ],
    [
      'a hook hangs',
      { HOOK_BEFORE: 'hang' },
      /hook-hung: a hook has not ended within 30000 ms[^\n]*\n +at java\.base(@[\d.]+)?\/java\.lang\.Thread\.sleep/,
    ],
    [
      'a socket is connected',
      { CONNECT: PEER.name },
      /descriptor-open: connected at the checkpoint: tcp [^\n]*:9001[^\n]*pattern: "\*:9001" \}\]/,
    ],
    [
      'another implementation of the API is named',
      { JDK_JAVA_OPTIONS: '-Dorg.crac.Core.Compat=com.example.other' },
      /compat-taken: -Dorg\.crac\.Core\.Compat=com\.example\.other names another implementation of the CRaC API: remove that option\n {2}→ fix it/,
    ],
  ])(
    '%s',
    async (_, env, text) => {
      const { exitCode, stderr } = await probe(
        scene,
        env,
        { companions: [PEER] },
        await base(scene.containers),
      ).rehearse();
      expect(stderr).toMatch(text);
      expect(exitCode).toBe(9);
      await scene.expectNothingLeft();
    },
    2 * MINUTES,
  );
}

function otherWays(base: BaseImage): void {
  let scene: Scene;
  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test(
    'a rule lets the socket be closed',
    async () => {
      const descriptors = [{ action: 'close', kind: 'tcp', pattern: '*:9001' } as const, CLOSES_SILENT];
      const image = await base(scene.containers);
      const { record } = await rehearse(
        probe(scene, { CONNECT: PEER.name }, { checkpoint: { descriptors }, companions: [PEER] }, image),
      );
      expect(record.release).toBe('v1');
    },
    3 * MINUTES,
  );

  test(
    'a service that asks for its checkpoint itself',
    async () => {
      const checkpoint = { trigger: 'service' as const, descriptors: [CLOSES_SILENT] };
      const image = await base(scene.containers);
      const { record, stderr } = await rehearse(probe(scene, { ASK: 'true' }, { checkpoint }, image));
      expect(record.release).toBe('v1');
      expect(stderr).not.toContain('warm it up');
    },
    3 * MINUTES,
  );

  test(
    'a service whose hooks would fail is released without them',
    async () => {
      const checkpoint = { hooks: 'skip' as const, descriptors: [CLOSES_SILENT] };
      const failing = { HOOK_BEFORE: 'throw', HOOK_AFTER: 'throw' };
      const image = await base(scene.containers);
      // Its link has the name by which it is called, so the copies must be called as the captured service was.
      const ignore = ['hook', 'host', 'draws', 'timers'];
      const gate = { requests: [{ path: '/state' }], ignore: [...ignore, 'nothing'] };
      const { record, stderr } = await rehearse(probe(scene, failing, { checkpoint, gate }, image));
      expect(stderr).toContain('! `gate.ignore` names the field nothing, which no compared response has');
      expect(record).toMatchObject({ release: 'v1', checkpoint: { hooks: 'skip' } });
      expect(stderr).toMatch(/take the checkpoint .*, hooks skipped/);
      const copy = await RestoredContainer.start(scene.containers, record, { COLOUR: 'green', HOOK_AFTER: 'throw' });
      try {
        expect(await copy.ready()).toMatchObject({ mode: 'restored', reason: '' });
        // The rest of the agent's work is done: the copy has its own environment.
        expect(await stateOf(copy)).toMatchObject({ colour: 'green', hook: '' });
      } finally {
        await RestoredContainer.removeAll(scene.containers, record);
      }
    },
    3 * MINUTES,
  );
}
