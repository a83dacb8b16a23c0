import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { draftSpec } from '../../../../cli/init/draft-spec';
import { renderDraft } from '../../../../cli/init/render-draft';
import { parseCaptureSpec } from '../../../../contract';
import { packagePath } from '../../../../kit/package-path';
import { scratch } from '../../../support/unit-scratch';

const FIXTURES = packagePath('test/fixtures/init');
const folderOf = (name: string) => join(FIXTURES, name);
const texts = (folder: string, kind: string) =>
  draftSpec(folder)
    .remarks.filter((one) => one.kind === kind)
    .map(({ field, text }) => `${field}: ${text}`);

/** What is said of every service, and of one that is ready on the port that is warmed up. */
const REQUESTS = [
  'warmUp.requests: not found: write the requests that the service gets; what is not warmed up is slow after a restore',
  'gate.requests: not found: write requests that every restored copy must answer like the captured service',
];
const NO_DOCKERFILE =
  'build: not found: write a Dockerfile, README.md of eks-crac has one, or replace `build` by an `image` that exists';

const CASES = [
  {
    name: 'spring',
    spec: { service: 'order-service', run: { port: 9090 }, readiness: { path: '/orders/actuator/health' } },
    found: [
      'service: artifactId in pom.xml',
      'build: runs as user 10001',
      'run.port: server.port in src/main/resources/application.properties',
      'readiness.path: spring-boot-starter-actuator in pom.xml',
    ],
    missing: REQUESTS,
  },
  {
    name: 'spring-management',
    spec: {
      service: 'accounts',
      run: { port: 8443 },
      readiness: { path: '/manage/health/readiness', port: 8081, scheme: 'https' },
      warmUp: { requests: [{ path: '/' }], allowedFailureRate: 1 },
    },
    found: [
      'service: rootProject.name in settings.gradle.kts',
      'run.port: server.port in src/main/resources/application.yaml',
      'readiness.path: spring-boot-starter-actuator in build.gradle.kts, management.server.port in src/main/resources/application.yaml',
    ],
    missing: [
      'warmUp.requests: not found: write the requests that the service gets, and remove `allowedFailureRate`, which accepts any answer to /',
      REQUESTS[1],
    ],
  },
  {
    name: 'spring-bare',
    spec: { service: 'spring-bare', run: { port: 8080 }, readiness: { path: '/' } },
    found: ['service: the name of the folder'],
    missing: [
      NO_DOCKERFILE,
      'run.port: not found: 8080 is what most services listen on',
      'readiness.path: not found: spring-boot-starter-actuator is not in build.gradle; add it, or write a path that answers 200 as soon as the service can serve',
      ...REQUESTS,
    ],
  },
  {
    name: 'quarkus',
    spec: {
      service: 'fruits',
      build: { context: '.', dockerfile: 'Dockerfile.jvm' },
      run: { port: 8080, env: { DATABASE_URL: 'jdbc:postgresql://database:5432/fruits', FAST: 'true' } },
      companions: [
        {
          name: 'database',
          image: 'postgres:17',
          port: 5432,
          env: { POSTGRES_DB: 'fruits', POSTGRES_HOST_AUTH_METHOD: 'trust' },
        },
        { name: 'volumes', build: { context: 'tools/volumes' }, port: 9000 },
      ],
      readiness: { path: '/api/q/health/ready' },
    },
    found: [
      'service: artifactId in pom.xml',
      'build: runs as user 185',
      'run.port: EXPOSE in the Dockerfile',
      'run.env: environment in compose.yaml; it becomes part of the checkpoint, so no real secret belongs here',
      'companions[0]: database in compose.yaml',
      'companions[1]: volumes in compose.yaml',
      'readiness.path: quarkus-smallrye-health in pom.xml',
    ],
    missing: [
      'run: not found: the value of DATABASE_PASSWORD, which is not in compose.yaml: write it into `env`',
      'companions[0]: database has volumes in compose, which a companion has not: build an image with the files',
      'companions[1]: volumes gets a command from compose, which a companion does not: build an image with it',
      ...REQUESTS,
    ],
  },
  {
    name: 'micronaut',
    spec: { service: 'shop', run: { port: 8088 }, readiness: { path: '/shop/health/readiness' } },
    found: [
      'service: micronaut.application.name in src/main/resources/application.yml',
      'run.port: micronaut.server.port in src/main/resources/application.yml',
      'readiness.path: micronaut-management in build.gradle',
    ],
    missing: [NO_DOCKERFILE, ...REQUESTS],
  },
  {
    name: 'helidon',
    spec: { service: 'greetings', readiness: { path: '/observe/health/ready' } },
    found: ['service: artifactId in pom.xml', 'readiness.path: helidon-webserver-observe-health in pom.xml'],
    missing: [NO_DOCKERFILE, 'run.port: not found: 8080 is what most services listen on', ...REQUESTS],
  },
  {
    name: 'helidon-mp',
    spec: { readiness: { path: '/' } },
    found: ['service: artifactId in pom.xml'],
    missing: [
      NO_DOCKERFILE,
      'run.port: not found: 8080 is what most services listen on',
      'readiness.path: not found: helidon-microprofile-health is not in pom.xml; add it, or write a path that answers 200 as soon as the service can serve',
      ...REQUESTS,
    ],
  },
  {
    name: 'health-check',
    spec: { service: 'health-check', run: { port: 9292 }, readiness: { path: '/ping?full=true' } },
    found: [
      'service: the name of the folder',
      'run.port: EXPOSE in the Dockerfile',
      'readiness.path: HEALTHCHECK in the Dockerfile',
    ],
    missing: REQUESTS,
  },
  {
    name: 'infrastructure',
    spec: { companions: [{ name: 'cache', image: 'valkey/valkey:8', port: 6379 }] },
    found: ['service: the name of the folder', 'companions[0]: cache in docker-compose.yml'],
    missing: [
      NO_DOCKERFILE,
      'run.port: not found: 8080 is what most services listen on',
      'run: not found: how the service reaches its companions; write variables into `env`, each companion is known by its name',
      'companions: my_queue in docker-compose.yml has a name that no companion may have: rename it there and here',
      'companions: the port of search in docker-compose.yml is not known: add it as a companion with its `port`',
      'readiness.path: not found: a path that answers 200 as soon as the service can serve',
      ...REQUESTS,
    ],
  },
  {
    name: 'unknown',
    spec: { service: 'unknown', run: { port: 8080 }, readiness: { path: '/' } },
    found: ['service: the name of the folder'],
    missing: [
      NO_DOCKERFILE,
      'run.port: not found: 8080 is what most services listen on',
      'readiness.path: not found: a path that answers 200 as soon as the service can serve',
      ...REQUESTS,
    ],
  },
];

test('every fixture is expected', () => {
  expect(readdirSync(FIXTURES).sort()).toEqual(CASES.map(({ name }) => name).sort());
});

describe.each(CASES)('the folder $name', ({ found, missing, name, spec }) => {
  test('is drafted', () => {
    expect(draftSpec(folderOf(name)).spec).toMatchObject(spec);
    expect(texts(folderOf(name), 'found')).toEqual(found);
    expect(texts(folderOf(name), 'missing')).toEqual(missing);
  });

  test('is written with every remark as a comment, so that our own reader takes it', () => {
    const draft = draftSpec(folderOf(name));
    const text = renderDraft(draft, './schema.json');
    expect(parse(text)).toEqual(draft.spec);
    expect(() => parseCaptureSpec(parse(text), name)).not.toThrow();
    const comments = text
      .split('\n')
      .flatMap((line) => /^ *(?:- )?# ?(.*)$/.exec(line)?.[1] ?? [])
      .join(' ');
    for (const remark of draft.remarks) expect(comments).toContain(remark.text);
  });
});

describe('a folder', () => {
  const folderWith = (files: Readonly<Record<string, string>>) => {
    const folder = scratch();
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  };

  test('with a jar alone is known by the names in the jar', () => {
    const folder = folderWith({ 'app.jar': 'PK\u0003BOOT-INF/lib/spring-boot-actuator-3.5.8.jar' });
    expect(draftSpec(folder).spec.readiness).toEqual({ path: '/actuator/health' });
    expect(texts(folder, 'found')).toContain('readiness.path: spring-boot-starter-actuator in app.jar');
  });

  test('with a path of health in its sources has that one', () => {
    const folder = folderWith({ 'src/main/java/Api.java': 'server.createContext("/healthz", this::health);' });
    expect(draftSpec(folder).spec.readiness).toEqual({ path: '/healthz' });
  });

  test('with a compose file that cannot be read is drafted without it, and says so', () => {
    const folder = folderWith({ 'compose.yaml': 'services: [' });
    expect(texts(folder, 'missing')).toContain(
      'run: compose.yaml is no compose file that can be read: declare `companions` by hand',
    );
  });

  test('whose Dockerfile has no USER runs as root', () => {
    expect(texts(folderOf('health-check'), 'note')).toContain(
      'build: the Dockerfile has no USER: unless its base image has one, the service runs as root, also in its pods',
    );
  });
});
