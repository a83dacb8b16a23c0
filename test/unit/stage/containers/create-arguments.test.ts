import { createArguments, shapeArguments } from '../../../../stage/containers';
import type { ContainerSpec } from '../../../../stage/containers';
import { ENGINES, plainShape, restoreShape } from '../../../../engines';

const LEAST: ContainerSpec = {
  image: 'customers:1',
  labels: {},
  network: { kind: 'network', name: 'none', aliases: [] },
};
const limits = { cpu: 0.5, memoryMiB: 512 };

describe('the arguments of `create`', () => {
  test.each<[string, Partial<ContainerSpec>, readonly string[]]>([
    [
      'labels',
      { labels: { a: '1', b: 'x y' } },
      ['--label', 'a=1', '--label', 'b=x y', '--network', 'none', 'customers:1'],
    ],
    ['a network', { network: { kind: 'network', name: 'n', aliases: [] } }, ['--network', 'n', 'customers:1']],
    [
      'names on a network',
      { network: { kind: 'network', name: 'n', aliases: ['db', 'database'] } },
      ['--network', 'n', '--network-alias', 'db', '--network-alias', 'database', 'customers:1'],
    ],
    [
      'another container’s network',
      { network: { kind: 'container', id: 'abc' } },
      ['--network', 'container:abc', 'customers:1'],
    ],
    [
      'names of variables',
      { env: { A: '1', B: '' } },
      ['--network', 'none', '--env', 'A', '--env', 'B', 'customers:1'],
    ],
    ['hosts', { hosts: { db: '172.18.0.1' } }, ['--network', 'none', '--add-host', 'db:172.18.0.1', 'customers:1']],
    [
      'mounts',
      { mounts: [{ volume: 'v', path: '/data' }] },
      ['--network', 'none', '--volume', 'v:/data', 'customers:1'],
    ],
    [
      'added capabilities',
      { addCapabilities: ['NET_ADMIN'] },
      ['--network', 'none', '--cap-add', 'NET_ADMIN', 'customers:1'],
    ],
    ['a published port', { publish: [8080] }, ['--network', 'none', '--publish', '127.0.0.1::8080', 'customers:1']],
    ['an entry point', { entrypoint: '/start' }, ['--network', 'none', '--entrypoint', '/start', 'customers:1']],
    [
      'a command',
      { command: ['java', '-jar', 'a b.jar'] },
      ['--network', 'none', 'customers:1', 'java', '-jar', 'a b.jar'],
    ],
  ])('include %s', (_, change, argv) => {
    expect(createArguments({ ...LEAST, ...change })).toEqual(argv);
  });

  test('accept everything at once, with the command last', () => {
    const spec: ContainerSpec = {
      image: 'customers:1',
      labels: { run: 'r' },
      network: { kind: 'container', id: 'abc' },
      entrypoint: '/start',
      command: ['java'],
      env: { A: '1' },
      publish: [80],
      hosts: { db: '10.0.0.1' },
      mounts: [{ volume: 'v', path: '/data' }],
      addCapabilities: ['NET_ADMIN'],
      shape: plainShape({ user: { uid: 1, gid: 2 }, limits, readOnlyRoot: false, volumes: [] }),
    };
    expect(createArguments(spec).join(' ')).toBe(
      '--label run=r --network container:abc --env A --add-host db:10.0.0.1 --volume v:/data --cap-add NET_ADMIN ' +
        '--publish 127.0.0.1::80 --entrypoint /start --user 1:2 --cap-drop ALL --security-opt no-new-privileges ' +
        '--cpus 0.5 --memory 512m --memory-swap 512m --no-healthcheck customers:1 java',
    );
  });

  test('describe a pod without privileges', () => {
    const shape = plainShape({ user: { uid: 1000, gid: 1001 }, limits, readOnlyRoot: true, volumes: [] });
    expect(shapeArguments(shape).join(' ')).toBe(
      '--user 1000:1001 --cap-drop ALL --security-opt no-new-privileges --read-only --cpus 0.5 --memory 512m --memory-swap 512m --no-healthcheck',
    );
  });

  test.each([
    [1000, '--user 1000:0 --cap-drop ALL --cap-add CHECKPOINT_RESTORE --cap-add SYS_PTRACE --cap-add SETPCAP'],
    [0, '--user 0:0 --cap-drop ALL --cap-add CHECKPOINT_RESTORE --cap-add SYS_PTRACE --cap-add SETPCAP'],
  ])('describe a pod that restores with criu as %i', (uid, begin) => {
    const shape = restoreShape(ENGINES.criu, { user: { uid, gid: 0 }, limits, readOnlyRoot: false, volumes: [] });
    expect(shapeArguments(shape).join(' ')).toBe(
      `${begin} --security-opt seccomp=unconfined --cpus 0.5 --memory 512m --memory-swap 512m --no-healthcheck`,
    );
  });
});
