import type { EngineType } from '../../../contract';
import { expectFailure } from '../../support/containers/failure';
import { ASPECTS } from './aspects';
import { sceneOf, Trial } from './trial';
import type { Jdk } from './trial';

const MINUTES = 60_000;
const STAND_IN: Jdk = { kind: 'stand-in' };

jest.setTimeout(4 * MINUTES);

describe.each<EngineType>(['crac', 'openj9'])('engine %s over the stand-in for its JDK', (engine) => {
  let trial: Trial;

  beforeAll(async () => {
    trial = await Trial.of(engine, STAND_IN);
  });
  afterAll(() => trial.dispose());

  test.each(ASPECTS.map((aspect) => [aspect.name, aspect] as const))('%s', async (_, aspect) => {
    if (aspect.applies(trial)) expect(await aspect.run(trial)).not.toBe('');
  });

  test('a service that asks for its checkpoint itself is released too', async () => {
    const asking = await Trial.of(engine, STAND_IN, {
      run: { port: 8080, memoryMiB: 512, env: { CHECKPOINT_ITSELF: 'yes' } },
      checkpoint: { trigger: 'service' },
    });
    try {
      const container = await asking.start();
      expect(await container.ready()).toMatchObject({ mode: 'restored', reason: '' });
    } finally {
      await asking.dispose();
    }
  });
});

describe('a rehearsal with crac fails', () => {
  test.each([
    ['reported by jcmd', {}],
    ['although jcmd reports success', { STAND_IN_FAULT: 'says-success' }],
  ])('when a socket is open that no rule allows, %s', async (_, env) => {
    const scene = await sceneOf('crac', STAND_IN, { run: { port: 8080, env }, checkpoint: { descriptors: [] } });
    try {
      expectFailure(await scene.rehearse(), {
        code: 'checkpoint-failed',
        cause: /^the JVM refused the checkpoint: [^]*CheckpointOpenSocketException: Socket\[.*localport=8080\]/,
        remedy: /^close the connection in `beforeCheckpoint`/,
      });
      await scene.expectNothingLeft();
    } finally {
      await scene.dispose();
    }
  });
});
