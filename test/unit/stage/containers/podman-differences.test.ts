import type { ContainerSpec } from '../../../../stage/containers';
import { containerEntries } from '../../../../stage/containers/container-files';
import { containersOf } from '../../../support/unit-containers';

const shape: NonNullable<ContainerSpec['shape']> = {
  user: { uid: 1000, gid: 1000 },
  limits: { cpu: 1, memoryMiB: 256 },
  capabilities: [],
  seccomp: 'RuntimeDefault',
  allowPrivilegeEscalation: false,
  readOnlyRoot: true,
  volumes: [],
};

describe('Podman and Docker', () => {
  test.each([
    ['docker', ['docker', 'create', '--network']],
    ['podman', ['podman', 'create', '--read-only-tmpfs=false']],
  ] as const)('give a read-only root no extra folders: %s', async (program, begin) => {
    const { containers, runner } = containersOf({ [`${program} create …`]: { stdout: 'c\n' } }, program);
    await containers.create({ image: 'i', labels: {}, network: { kind: 'network', name: 'n', aliases: [] }, shape });
    expect(runner.calls[0]?.slice(0, 3)).toEqual(begin);
    expect(runner.calls[0]).toContain('--read-only');
  });

  test.each([
    ['a folder as Docker names it', ['checkpoint/', 'checkpoint/core.img', 'checkpoint/d/x']],
    ['a volume as Podman names it', ['/', '/core.img', '/d/x']],
  ])('differ in: %s', async (_, names) => {
    const { containers } = containersOf({
      'docker cp c:/opt/checkpoint -': { files: Object.fromEntries(names.map((name) => [name, ''])) },
    });
    const paths: string[] = [];
    for await (const { path } of containerEntries(containers, 'c', '/opt/checkpoint')) paths.push(path);
    expect(paths).toEqual(['/opt/checkpoint', '/opt/checkpoint/core.img', '/opt/checkpoint/d/x']);
  });
});
