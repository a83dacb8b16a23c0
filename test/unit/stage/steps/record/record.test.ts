import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageVersion } from '../../../../../kit/package-version';
import { record } from '../../../../../stage/steps/record/record';
import { contextOf, PUBLISHED } from '../../../../support/unit-context';
import { FakeRegistry } from '../../../../support/unit-registry';
import { scratch } from '../../../../support/unit-scratch';

const published = (worksUntil: Date | undefined) => {
  const credentials = { ...PUBLISHED.sandbox.credentials, worksUntil };
  const secrets = { sought: { values: 3, kinds: 67 }, waived: [{ name: 'DEMO_TOKEN', reason: 'of the demo' }] };
  return { ...PUBLISHED, sandbox: { ...PUBLISHED.sandbox, credentials }, secrets };
};

describe('the release record', () => {
  test('says what was sought, what is allowed, and that the credentials open nothing', async () => {
    const { repository } = await FakeRegistry.start();
    expect((await record.run(contextOf({ repository }), published(undefined))).secrets).toEqual({
      sought: { values: 3, kinds: 67 },
      waived: [{ name: 'DEMO_TOKEN', reason: 'of the demo' }],
      throwAway: [{ name: 'AWS credentials that no account knows' }],
    });
  });
});

describe('the provenance in a record', () => {
  const DOCKERFILE = `ARG JDK=debian:13
ARG BASE_IMAGE
FROM maven:3 AS build
FROM \${JDK} AS unused
FROM --platform=linux/amd64 $BASE_IMAGE
COPY --from=build /app /app
FROM build
`;

  async function provenance(change: object = {}, env: readonly string[] = []) {
    const { repository } = await FakeRegistry.start();
    const context = { ...contextOf({ repository }), ...change };
    writeFileSync(join(context.specFolder, 'Dockerfile'), DOCKERFILE);
    const config = { ...PUBLISHED.config, env };
    return (await record.run(context, { ...published(undefined), config })).provenance;
  }

  test('names the images of the Dockerfile, the JDK, the spec and the version of the stage', async () => {
    const made = await provenance({}, ['PATH=/bin', 'JAVA_VERSION=jdk-21.0.5+11']);
    expect(made).toMatchObject({
      baseImages: ['maven:3', 'debian:13', 'jdk:21'],
      baseImage: 'maven:3',
      java: 'jdk-21.0.5+11',
      stageVersion: packageVersion(),
    });
    expect(made?.specDigest).toMatch(/^sha256:/);
    expect(made).not.toHaveProperty('build');
  });

  test('knows the image that a stage of the Dockerfile begins with', async () => {
    const { spec } = contextOf({ repository: (await FakeRegistry.start()).repository });
    const at = async (target: string) => {
      const build = { context: '.', dockerfile: 'Dockerfile', args: {}, target };
      return (await provenance({ spec: { ...spec, build } }))?.baseImage;
    };
    expect([await at('build'), await at('unused')]).toEqual(['maven:3', 'debian:13']);
  });

  test('has the commit of the folder, and says when files were changed since', async () => {
    const folder = scratch();
    const git = (...argv: string[]) => execFileSync('git', ['-C', folder, ...argv], { encoding: 'utf8' }).trim();
    git('init', '--quiet');
    writeFileSync(join(folder, 'Dockerfile'), DOCKERFILE);
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message', 'first');
    const commit = git('rev-parse', 'HEAD');
    expect((await provenance({ specFolder: folder }))?.revision).toBe(commit);
    writeFileSync(join(folder, 'Dockerfile'), `${DOCKERFILE}\n`);
    const { repository } = await FakeRegistry.start();
    const changed = { ...contextOf({ repository }), specFolder: folder };
    expect((await record.run(changed, published(undefined))).provenance?.revision).toBe(`${commit}-dirty`);
  });

  test('has no commit in a folder without Git', async () => {
    expect(await provenance()).not.toHaveProperty('revision');
  });

  test('has id, commit and machine image of a build in CodeBuild', async () => {
    const build = { id: 'customers:1', revision: 'abc', machineImage: 'ami-1' };
    const made = { build: 'customers:1', revision: 'abc', machineImage: 'ami-1' };
    expect(await provenance({ build })).toMatchObject(made);
  });
});
