import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expectFailure } from '../../support/containers/failure';
import { OwnRegistry } from '../../support/containers/own-registry';
import { freePort, withTakenPort } from '../../support/containers/ports';
import { Scene } from '../../support/containers/scene';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

describe('a machine that lacks something', () => {
  let scene: Scene;

  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test('says that the port of the registry is taken, and leaves the registry that runs alone', async () => {
    await withTakenPort(async (port) => {
      scene.shim(
        `if [ "$1 $2" = 'container rm' ]; then echo 'the registry that runs was to be removed' >&2; exit 9; fi`,
      );
      expectFailure(await scene.withEnv({ EKS_CRAC_REGISTRY_PORT: String(port) }).rehearse(), {
        code: 'port-taken',
        cause: `port ${port} of 127.0.0.1, which the registry needs, is in use`,
        remedy: 'free it, or set `EKS_CRAC_REGISTRY_PORT` to another port',
      });
    });
    await scene.expectNothingLeft();
  });

  test('says what to install when no daemon is running and none can be set up', async () => {
    const bin = join(scene.folder, 'bin');
    mkdirSync(bin);
    symlinkSync(scene.program('docker'), join(bin, 'docker'));
    const dead = `unix://${scene.folder}/no.sock`;
    const port = String(await freePort());
    scene.withEnv({ PATH: bin, DOCKER_HOST: dead, EKS_CRAC_CONTAINER_RUNTIME: 'docker', EKS_CRAC_REGISTRY_PORT: port });
    expectFailure(await scene.rehearse(), {
      code: 'machine-unsuitable',
      cause: /^no container runtime answers \(.+\), and none can be set up here: .*apt-get is missing/,
      remedy: 'install and start Docker 23 or newer, or Podman 4.3 or newer',
    });
    await scene.expectNothingLeft();
  });

  test('names a daemon that goes away, and the next run cleans up', async () => {
    const gone = join(scene.folder, 'gone');
    scene.shim(
      `if [ "$1" = push ]; then : >'${gone}'; fi\nif [ -e '${gone}' ]; then export DOCKER_HOST=unix://${gone}.sock; fi`,
    );
    const ending = await scene.rehearse();
    expectFailure(ending, {
      code: 'container-runtime-unavailable',
      cause: /^docker does not answer: docker push exited with code 1: [^]*is the docker daemon running/i,
      remedy: 'start docker, or run `eks-crac machine up`',
    });
    const [run = 'no run'] = scene.runs();
    expect(ending.stderr).toContain(`! run ${run} could not be cleaned up, the next run will try again: `);
    expect(await scene.releases()).toEqual([]);

    const next = await scene.unshim().rehearse();
    expect({ exitCode: next.exitCode, stderr: next.stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringContaining(`cleaned up after run ${run}, `) as string,
    });
    await scene.expectNothingLeft(['v1']);
  });

  test('names a registry that is killed between push and gate; a later run cleans up without it', async () => {
    const registry = await OwnRegistry.start(scene);
    try {
      const { container, host } = registry;
      scene.shim(`if [ "$1" = pull ]; then "$real" kill '${container}' >/dev/null; fi`);
      scene.smallService({ publish: { repository: `${host}/${scene.service}` } });
      const ending = await scene.rehearse();
      expectFailure(ending, {
        code: 'publish-failed',
        cause: /^\S+@sha256:\w+ could not be pulled: \w+ pull exited with code 1: [^]*refused/,
        remedy: /^check that the registry runs/,
      });
      const [run = 'no run'] = scene.runs();
      expect(ending.stderr).toContain(`! run ${run} could not be cleaned up, the next run will try again: `);

      const next = await scene.unshim().smallService({}).rehearse();
      expect({ exitCode: next.exitCode, stderr: next.stderr }).toEqual({
        exitCode: 0,
        stderr: expect.stringContaining(`! run ${run} could not be cleaned up, `) as string,
      });
      await registry.restart();
      const last = await scene.rehearse();
      expect(last.stderr).toContain(`cleaned up after run ${run}, `);
      expect(await registry.digests(scene.service)).toEqual([]);
      await scene.expectNothingLeft(['v1', 'v2']);
    } finally {
      await registry.remove();
    }
  });
});
