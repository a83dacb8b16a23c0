import { Scene } from '../../support/containers/scene';
import { rehearse } from './rehearsed';
import { RestoredContainer } from './restored-container';
import { writeSpecOf } from './sample';

const MINUTES = 60_000;

describe('springdemo without org.crac', () => {
  let scene: Scene;
  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  const write = (checkpoint: object) =>
    writeSpecOf(scene, 'examples/springdemo/eks-crac.no-crac.yaml', ({ warmUp, ...spec }) => ({
      ...spec,
      warmUp: { ...warmUp, until: { count: 20 } },
      ...checkpoint,
    }));

  test(
    'is not checkpointed, because nothing closes its connections, and the remedy says what to add',
    async () => {
      write({ checkpoint: {} });
      const { exitCode, stderr } = await scene.start().ended(4 * MINUTES);
      expect(stderr).toMatch(
        /^! org-crac-missing: this is a Spring service without org\.crac, so Spring does not stop and restart its beans: add the dependency org\.crac:crac$/m,
      );
      expect(stderr).toMatch(/descriptor-open: connected at the checkpoint: tcp [^\n]*:8000/);
      expect(stderr).toMatch(/→ add the dependency org\.crac:crac to the service/);
      expect(exitCode).toBe(9);
      await scene.expectNothingLeft();
    },
    5 * MINUTES,
  );

  test(
    'is restored with a rule for them, with a warning, and keeps the settings of the capture',
    async () => {
      write({});
      const { record, report, stderr } = await rehearse(scene, 1, 4 * MINUTES);
      expect(stderr).toMatch(/^! org-crac-missing: /m);
      expect(report.rows[1]).toMatchObject({ id: 'image', coldStarts: 0 });
      const copy = await RestoredContainer.start(scene.containers, record, { MODE: 'prod', AWS_REGION: 'eu-north-1' });
      try {
        expect(await copy.ready()).toMatchObject({ mode: 'restored' });
        expect(JSON.parse((await copy.request('/api/info')).body)).toMatchObject({ mode: 'ci', region: 'eu-west-1' });
      } finally {
        await RestoredContainer.removeAll(scene.containers, record);
      }
    },
    6 * MINUTES,
  );
});
