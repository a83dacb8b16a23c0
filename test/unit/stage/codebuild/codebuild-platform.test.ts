import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeBuildPlatform } from '../../../../stage/codebuild/codebuild-platform';
import { Failure } from '../../../../kit/report/failure';
import { captureSpec } from '../../../support/unit-capture-spec';
import { failureOf } from '../../../support/unit-failure';
import { runtimePackageIn } from '../../../support/unit-runtime-package';
import { scratch } from '../../../support/unit-scratch';

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
      archive: () => Promise.resolve(join(runtimePackageIn(scratch(), 'amd64'), 'tools.tar')),
    });
    return { folder, made };
  }

  test('needs a repository', async () => {
    expect(await failureOf(host({}).made)).toEqual({
      code: 'spec-invalid',
      message: '`publish.repository` is missing, and a build has no local registry',
      remedy: 'write registry host and repository, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers',
    });
  });

  test('needs the runtime layer, before anything is requested from AWS', async () => {
    const missing = new Failure('runtime-layer-missing', 'it is not installed', 'install it');
    const options = {
      ...{ spec: captureSpec({ publish: { repository: REPOSITORY } }), folder: scratch() },
      ...{ reporter: { report: () => undefined }, signal: new AbortController().signal },
    };
    await expect(codeBuildPlatform({ ...options, archive: () => Promise.reject(missing) })).rejects.toBe(missing);
  });

  test('builds the tools from the runtime package alone, with a separate folder for logins', async () => {
    const calls = docker('');
    const { folder, made } = host({ publish: { repository: REPOSITORY } });
    const { defaultRepository, images, repository, state } = await made;
    expect(calls()).toContain(`${folder}/docker build --file ${folder}/tools/Dockerfile `);
    expect(readFileSync(join(folder, 'tools/Dockerfile'), 'utf8')).toBe('FROM scratch\nADD tools.tar /\n');
    expect(readFileSync(join(folder, 'tools/tools.tar'), 'utf8')).toBe('tools of amd64');
    expect(images).toEqual({ tools: 'localhost/eks-crac/stage-tools:1', buildArguments: {} });
    expect(defaultRepository('customers')).toBe(REPOSITORY);
    expect(repository(REPOSITORY).repository).toBe(REPOSITORY);
    expect(state.path).toBe(join(folder, 'state'));
  });

  test('fails with a remedy when the tools cannot be built', async () => {
    docker('echo "no space left on device" >&2; exit 1');
    expect(await failureOf(host({ publish: { repository: REPOSITORY } }).made)).toEqual({
      code: 'build-failed',
      message: 'the tools image could not be built: docker build exited with code 1: no space left on device',
      remedy: 'check that the build has Docker with buildx and room on its disk',
    });
  });

  test('ends when it is interrupted', async () => {
    docker('exec sleep 60');
    const controller = new AbortController();
    const { made } = host({ publish: { repository: REPOSITORY } }, controller.signal);
    controller.abort();
    expect(await failureOf(made)).toEqual({
      code: 'interrupted',
      message: 'the build was interrupted',
      remedy: 'nothing was created or released; run it again',
    });
  });
});
