import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeBuildPlatform } from '../../../../stage/codebuild/codebuild-platform';
import { captureSpec } from '../../../support/unit-capture-spec';
import { failureOf } from '../../../support/unit-failure';
import { scratch } from '../../../support/unit-scratch';

const DEBIAN = `public.ecr.aws/docker/library/debian@sha256:${'d'.repeat(64)}`;
const REPOSITORY = 'localhost:5055/customers';
const path = process.env['PATH'] ?? '';

describe('the platform of a CodeBuild build', () => {
  afterEach(() => (process.env['PATH'] = path));

  /** A stand-in for docker: it records its arguments and where it would keep a login, then runs the given script. */
  function docker(body: string): () => string {
    const folder = scratch();
    const calls = join(folder, 'calls');
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\necho "$DOCKER_CONFIG $*" >>${calls}\n${body}\n`);
    chmodSync(join(folder, 'docker'), 0o755);
    process.env['PATH'] = `${folder}:${path}`;
    return () => readFileSync(calls, 'utf8');
  }

  function host(change: Parameters<typeof captureSpec>[0], signal = new AbortController().signal) {
    const folder = scratch();
    const made = codeBuildPlatform({
      spec: captureSpec(change),
      folder,
      reporter: { report: () => undefined },
      signal,
    });
    return { folder, made };
  }

  test('needs a repository', async () => {
    expect(await failureOf(host({ images: { debian: DEBIAN } }).made)).toEqual({
      code: 'spec-invalid',
      message: '`publish.repository` is missing, and a build has no local registry',
      remedy: 'write registry host and repository, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers',
    });
  });

  test('needs a base image, before anything is requested from AWS', async () => {
    const repository = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers';
    expect(await failureOf(host({ publish: { repository } }).made)).toEqual({
      code: 'spec-invalid',
      message: '`images.debian` is missing, and a build has no default base image',
      remedy: 'write Debian forky by digest, for example public.ecr.aws/docker/library/debian@sha256:…',
    });
  });

  test('builds the tools from the base image, with a separate folder for logins', async () => {
    const calls = docker('');
    const { folder, made } = host({ publish: { repository: REPOSITORY }, images: { debian: DEBIAN } });
    const { defaultRepository, images, repository, state } = await made;
    expect(calls()).toContain(`${folder}/docker build --file `);
    expect(calls()).toContain(`--build-arg DEBIAN=${DEBIAN} --target tools`);
    expect(images).toEqual({ debian: DEBIAN, tools: 'localhost/eks-crac/stage-tools:1', buildArguments: {} });
    expect(defaultRepository('customers')).toBe(REPOSITORY);
    expect(repository(REPOSITORY).repository).toBe(REPOSITORY);
    expect(state.path).toBe(join(folder, 'state'));
  });

  test('fails with a remedy when the tools cannot be built', async () => {
    docker('echo "failed to resolve source metadata" >&2; exit 1');
    expect(await failureOf(host({ publish: { repository: REPOSITORY }, images: { debian: DEBIAN } }).made)).toEqual({
      code: 'build-failed',
      message: `the tools image could not be built from ${DEBIAN}: docker build exited with code 1: failed to resolve source metadata`,
      remedy: 'check `images.debian`, and that the build reaches its registry and the package mirror of Debian',
    });
  });

  test('ends when it is interrupted', async () => {
    docker('exec sleep 60');
    const controller = new AbortController();
    const { made } = host({ publish: { repository: REPOSITORY }, images: { debian: DEBIAN } }, controller.signal);
    controller.abort();
    expect(await failureOf(made)).toEqual({
      code: 'interrupted',
      message: 'the build was interrupted',
      remedy: 'nothing was created or released; run it again',
    });
  });
});
