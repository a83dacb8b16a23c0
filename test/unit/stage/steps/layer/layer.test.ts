import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layerFrom } from '../../../../../stage/steps/layer/layer';
import type { Built } from '../../../../../stage/steps/states';
import { RUNTIME_PACKAGE_FILES } from '../../../../../contract';
import { Failure } from '../../../../../kit/report/failure';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { runtimePackageIn } from '../../../../support/unit-runtime-package';
import { scratch } from '../../../../support/unit-scratch';
import { contextOf } from '../../../../support/unit-context';
import { failureOf } from '../../../../support/unit-failure';
import { exited } from '../../../../support/unit-runner';
import type { Reply } from '../../../../support/unit-runner';

const config = {
  id: 'sha256:1',
  architecture: 'amd64',
  user: 'app',
  env: [],
  entrypoint: ['/run me'],
  cmd: ['a', 'b"c'],
  volumes: [],
};
const built: Built = { companionImages: {}, serviceImage: 'service:1', config };
const ABSENT = exited(1, 'Could not find the file in container');

/** The layer of a package whose archives are short texts. */
const layer = layerFrom(({ archive, architecture }) =>
  Promise.resolve(join(runtimePackageIn(scratch(), architecture as 'amd64'), RUNTIME_PACKAGE_FILES[archive])),
);

function layerContext(files: Readonly<Record<string, string>>, change: Parameters<typeof captureSpec>[0] = {}) {
  const removed: string[] = [];
  const builds: (readonly string[])[] = [];
  const context = contextOf({
    spec: captureSpec(change),
    script: {
      'docker create …': { stdout: 'probe\n' },
      'docker cp probe:…': (argv): Reply => {
        const path = argv[2]!.slice('probe:'.length);
        return files[path] === undefined ? ABSENT : { files: { [path.slice(1)]: files[path] } };
      },
      'docker container rm …': (argv) => (removed.push(argv.at(-1)!), {}),
      'docker build …': (argv) => (builds.push(argv), {}),
    },
  });
  return { builds, context, removed };
}

describe('layer', () => {
  test('puts start in front of the image’s own command, with the same user', async () => {
    const { context, removed } = layerContext({ '/etc/passwd': 'app:x:1000:1001::/:/bin/sh\n' });
    const { image, user } = await layer.run(context, built);
    expect(image).toBe(context.run.tag('candidate'));
    expect(user).toEqual({ uid: 1000, gid: 1001 });
    const lines = readFileSync(join(context.run.folder, 'layer/Dockerfile'), 'utf8').split('\n');
    expect(lines[0]).toBe('FROM service:1');
    expect(lines[1]).toBe('ADD layer.tar /');
    expect(readFileSync(join(context.run.folder, 'layer/layer.tar'), 'utf8')).toBe('layer of amd64');
    expect(lines).toContain('COPY --chown=1000:1001 --chmod=0755 checkpoint/ /opt/eks-crac/checkpoint/');
    expect(lines).toContain(`ENV EKS_CRAC_RUN=${context.run.id}`);
    expect(lines).toContain('ENTRYPOINT ["/opt/eks-crac/start","/run me"]');
    expect(lines).toContain('CMD ["a","b\\"c"]');
    expect(removed).toEqual(['probe']);
  });

  test('fails for an image without ENTRYPOINT and CMD', async () => {
    const { context } = layerContext({});
    const silent = { ...built, config: { ...config, entrypoint: [], cmd: [] } };
    expect(await failureOf(layer.run(context, silent))).toEqual({
      code: 'image-unsuitable',
      message: 'the image of customers has neither ENTRYPOINT nor CMD',
      remedy: 'set ENTRYPOINT or CMD in its Dockerfile',
    });
  });

  test('fails for an image whose user does not exist', async () => {
    const { context, removed } = layerContext({ '/etc/passwd': 'root:x:0:0::/:/bin/sh\n' });
    expect((await failureOf(layer.run(context, built))).message).toBe(
      'the image\'s user "app" is not in its /etc/passwd',
    );
    expect(removed).toEqual(['probe']);
  });

  test('fails when there is no runtime layer for the image', async () => {
    const { context } = layerContext({ '/etc/passwd': 'app:x:1000:1001::/:/bin/sh\n' });
    const missing = new Failure('runtime-layer-missing', 'it is not installed', 'install it');
    const step = layerFrom(() => Promise.reject(missing));
    await expect(step.run(context, built)).rejects.toBe(missing);
  });

  test('names the image that it was made from, if a registry has it', async () => {
    const image = `quay.io/acme/customers@sha256:${'c'.repeat(64)}`;
    const { builds, context } = layerContext({ '/etc/passwd': 'app:x:1000:1001::/:/bin/sh\n' }, { image });
    await layer.run(context, built);
    expect(builds[0]).toEqual(
      expect.arrayContaining([
        'org.opencontainers.image.base.name=quay.io/acme/customers',
        `org.opencontainers.image.base.digest=sha256:${'c'.repeat(64)}`,
      ]),
    );
  });
});
