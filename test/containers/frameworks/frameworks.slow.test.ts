import { expectFailure } from '../../support/containers/failure';
import { Scene } from '../../support/containers/scene';
import { rehearse } from '../journeys/rehearsed';
import { RestoredContainer } from '../journeys/restored-container';
import { writeSpecOf } from '../journeys/sample';

const MINUTES = 60_000;
const BUILD_MS = 8 * MINUTES;

/** The response of each service at `/state` when all its parts work; only then is it ready. */
const FRAMEWORKS = [
  ['boot3', 'Spring Boot 3, Tomcat, HikariCP, Logback', undefined],
  ['webflux', 'Spring Boot 4, WebFlux on Netty', { client: true }],
  ['micronaut', 'Micronaut', { client: true, scheduler: true }],
  ['quarkus', 'Quarkus', { scheduler: true }],
  [
    'jetty',
    'plain Jetty, Log4j, a watched folder',
    { client: true, logFile: true, mappedFile: true, scheduler: true, watchService: true },
  ],
] as const;

describe('services of other frameworks are checkpointed, and their copies respond', () => {
  let scene: Scene;
  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test.each(FRAMEWORKS)(
    '%s: %s',
    async (name, _, state) => {
      writeSpecOf(scene, `test/fixtures/frameworks/${name}/eks-crac.yaml`);
      // The gate compares two restored copies with the captured service, next to its companions.
      const { record, report } = await rehearse(scene, 1, BUILD_MS);
      expect(report.rows[1]).toMatchObject({ id: 'image', coldStarts: 0 });
      if (state === undefined) return;
      const copy = await RestoredContainer.start(scene.containers, record, { COLOUR: 'green' });
      try {
        expect(await copy.ready()).toMatchObject({ mode: 'restored' });
        expect(JSON.parse((await copy.request('/state')).body)).toEqual({ ...state, colour: 'green' });
      } finally {
        await RestoredContainer.removeAll(scene.containers, record);
      }
    },
    BUILD_MS + MINUTES,
  );

  test(
    'jetty that watches a folder CRIU cannot find: no checkpoint, and a remedy',
    async () => {
      writeSpecOf(scene, 'test/fixtures/frameworks/jetty/eks-crac.yaml', ({ run }) => ({
        run: { ...run, env: { ...run.env, HIDE: 'true' } },
      }));
      const ending = await scene.start().ended(BUILD_MS);
      expectFailure(ending, {
        code: 'checkpoint-failed',
        cause: /^criu dump exited with code 1: [^]*fsnotify: \tCan't dump that handle/,
        remedy: /^the service watches a folder \(WatchService, inotify\) that CRIU cannot find in the container: /,
      });
      await scene.expectNothingLeft();
    },
    BUILD_MS + MINUTES,
  );
});
