import { Scene } from '../../support/containers/scene';
import { rehearse } from './rehearsed';
import { RestoredContainer } from './restored-container';
import { writeSpecOf } from './sample';

const MINUTES = 60_000;
/** The JIT for method handles generates LambdaForm classes when a handle was called often enough; they do not count. */
const INITIALIZED = /Initializing '((?!java\/lang\/invoke\/LambdaForm)[^']+)'.* by thread "([^"]+)"/g;
const HOOKS = 'eks-crac checkpoint';

describe("springdemo's hooks in a pod of production", () => {
  let scene: Scene;
  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test(
    'use no class for the first time, also where the endpoint is the region’s own',
    async () => {
      writeSpecOf(scene, 'examples/springdemo/eks-crac.yaml', ({ run, warmUp }) => ({
        run: { ...run, env: { ...run.env, JDK_JAVA_OPTIONS: '-Xlog:class+init=info:stdout' } },
        warmUp: { ...warmUp, until: { count: 20 } },
      }));
      const { record } = await rehearse(scene, 1, 4 * MINUTES);
      try {
        const copy = await RestoredContainer.start(scene.containers, record, {
          MODE: 'prod',
          AWS_REGION: 'eu-north-1',
        });
        expect(await copy.ready()).toMatchObject({ mode: 'restored' });
        expect(JSON.parse((await copy.request('/api/info')).body)).toMatchObject({
          mode: 'prod',
          region: 'eu-north-1',
        });
        const output = await copy.output();
        expect(output).toMatch(/\[crac checkpoint\].*Tomcat started on port 8080/); // the end of the thread's name
        const initialized = [...output.matchAll(INITIALIZED)];
        // The log does name them: the first request in another mode needs some.
        expect(initialized.map(([, , thread]) => thread)).toContainEqual(expect.stringMatching(/^http-nio-8080-/));
        expect(initialized.filter(([, , thread]) => thread === HOOKS).map(([, name]) => name)).toEqual([]);
      } finally {
        await RestoredContainer.removeAll(scene.containers, record);
      }
    },
    6 * MINUTES,
  );
});
