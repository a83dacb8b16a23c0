import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layer } from '../../../../../stage/steps/layer/layer';
import type { Built } from '../../../../../stage/steps/states';
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
};
const built: Built = { companionImages: {}, serviceImage: 'service:1', config };
const ABSENT = exited(1, 'Could not find the file in container');

function layerContext(files: Readonly<Record<string, string>>) {
  const removed: string[] = [];
  const context = contextOf({
    script: {
      'docker image inspect eks-crac/runtime:…': {},
      'docker create …': { stdout: 'probe\n' },
      'docker cp probe:…': (argv): Reply => {
        const path = argv[2]!.slice('probe:'.length);
        return files[path] === undefined ? ABSENT : { files: { [path.slice(1)]: files[path] } };
      },
      'docker container rm …': (argv) => (removed.push(argv.at(-1)!), {}),
      'docker build …': {},
    },
  });
  return { context, removed };
}

describe('layer', () => {
  test('puts start in front of the image’s own command, with the same user', async () => {
    const { context, removed } = layerContext({ '/etc/passwd': 'app:x:1000:1001::/:/bin/sh\n' });
    const { image, user } = await layer.run(context, built);
    expect(image).toBe(context.run.tag('candidate'));
    expect(user).toEqual({ uid: 1000, gid: 1001 });
    const lines = readFileSync(join(context.run.folder, 'layer/Dockerfile'), 'utf8').split('\n');
    expect(lines[0]).toBe('FROM service:1');
    expect(lines[1]).toMatch(/^COPY --from=eks-crac\/runtime:[0-9a-f]{16} \/opt\/eks-crac \/opt\/eks-crac$/);
    expect(lines).toContain('COPY --chown=1000:1001 checkpoint/ /opt/eks-crac/checkpoint/');
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

  test('fails when the runtime layer cannot be built', async () => {
    const context = contextOf({
      script: {
        'docker image inspect eks-crac/runtime:…': exited(1, 'Error: No such image'),
        'docker build …': exited(1, 'ERROR: failed to solve: exit code: 100'),
      },
    });
    expect(await failureOf(layer.run(context, built))).toEqual({
      code: 'build-failed',
      message:
        'the runtime layer could not be built: docker build exited with code 1: ERROR: failed to solve: exit code: 100',
      remedy: 'make sure that containers can reach the package mirror of Debian, then run the command again',
    });
  });
});
