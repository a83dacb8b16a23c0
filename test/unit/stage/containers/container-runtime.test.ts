import { ContainerRuntime } from '../../../../stage/containers';
import { readContainerFile } from '../../../../stage/containers/container-files';
import { ProcessError, ProcessRunner } from '../../../../kit/process';
import { containerState, containersOf, imageConfig } from '../../../support/unit-containers';
import { errorOf, failureOf } from '../../../support/unit-failure';
import { archive, exited } from '../../../support/unit-runner';

const GONE = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
const build = { context: '/src', dockerfile: '/src/Dockerfile', tag: 't:1', args: {}, labels: {} };

describe('the container runtime', () => {
  test.each([
    ['docker', 'docker build --file /src/Dockerfile --tag t:1 --progress plain --provenance=false /src'],
    ['podman', 'podman build --file /src/Dockerfile --tag t:1 --format docker /src'],
  ] as const)('builds an image with %s', async (program, line) => {
    const { containers } = containersOf({ [line]: { stderr: 'step 1\nstep 2\n' } }, program);
    const lines: string[] = [];
    await containers.build(build, (text) => lines.push(text));
    expect(lines).toEqual(['step 1', 'step 2']);
  });

  test('builds an image with every option', async () => {
    const { containers, runner } = containersOf({ 'docker build …': {} });
    const more = { secrets: { ca: '/etc/ca' }, contexts: { more: '/more' }, target: 'final' };
    await containers.build({ ...build, args: { A: 'x y' }, labels: { l: '1' }, ...more });
    expect(runner.calls[0]).toEqual([
      ...['docker', 'build', '--file', '/src/Dockerfile', '--tag', 't:1', '--build-arg', 'A=x y', '--label', 'l=1'],
      ...['--secret', 'id=ca,src=/etc/ca', '--build-context', 'more=/more', '--target', 'final'],
      ...['--progress', 'plain', '--provenance=false', '/src'],
    ]);
  });

  test('reports the config of an image as it is', async () => {
    const { containers } = containersOf({
      'docker image inspect t:1': imageConfig({
        User: 'app',
        Env: ['A=1'],
        Entrypoint: ['/e'],
        Volumes: { '/data': {}, '/tmp': {} },
      }),
    });
    expect(await containers.inspectImage('t:1')).toEqual({
      id: 'sha256:0123456789abcdef',
      architecture: 'amd64',
      user: 'app',
      env: ['A=1'],
      entrypoint: ['/e'],
      cmd: ['java', '-jar', 'app.jar'],
      volumes: ['/data', '/tmp'],
    });
  });

  test.each([
    ['there', imageConfig(), true],
    ['not there, as Docker says it', exited(1, 'Error response from daemon: No such image: t:1'), false],
    ['not there, as Podman says it', exited(125, 'Error: t:1: image not known'), false],
  ])('reports whether an image exists: one that is %s', async (_, reply, there) => {
    expect(await containersOf({ 'docker image inspect t:1': reply }).containers.hasImage('t:1')).toBe(there);
  });

  test('treats a failed inspection of an image as an error, not as absence', async () => {
    const { containers } = containersOf({ 'docker image inspect t:1': exited(1, 'permission denied') });
    expect((await errorOf(containers.hasImage('t:1'), ProcessError)).message).toBe(
      'docker image exited with code 1: permission denied',
    );
  });

  test.each([
    ['docker', 'localhost:5055/a:1', 'docker push localhost:5055/a:1', 'docker pull localhost:5055/a:1'],
    ['podman', 'registry.example/a:1', 'podman push registry.example/a:1', 'podman pull registry.example/a:1'],
    [
      'podman',
      'localhost:5055/a:1',
      'podman push --tls-verify=false localhost:5055/a:1',
      'podman pull --tls-verify=false localhost:5055/a:1',
    ],
  ] as const)('pushes and pulls with %s: %s', async (program, image, push, pull) => {
    const { containers, runner } = containersOf({ [push]: {}, [pull]: {} }, program);
    await containers.push(image);
    await containers.pull(image);
    expect(runner.lines).toEqual([push, pull]);
  });

  test('creates networks and volumes, and tags images', async () => {
    const { containers, runner } = containersOf({
      'docker network create --label a=1 n': {},
      'docker volume create --label a=1 v': {},
      'docker tag a:1 b:1': {},
    });
    await containers.createNetwork('n', { a: '1' });
    await containers.createVolume('v', { a: '1' });
    await containers.tag('a:1', 'b:1');
    expect(runner.lines).toEqual([
      'docker network create --label a=1 n',
      'docker volume create --label a=1 v',
      'docker tag a:1 b:1',
    ]);
  });

  test.each([
    ['docker', 'docker network inspect --format {{(index .IPAM.Config 0).Gateway}} n'],
    ['podman', 'podman network inspect --format {{(index .Subnets 0).Gateway}} n'],
  ] as const)('returns the address of this machine on a network of %s', async (program, line) => {
    expect(await containersOf({ [line]: { stdout: '172.18.0.1\n' } }, program).containers.gateway('n')).toBe(
      '172.18.0.1',
    );
  });

  test('runs a container from its creation to its end', async () => {
    const spec = { image: 'i', labels: {}, network: { kind: 'network', name: 'none', aliases: [] } } as const;
    const { containers, runner } = containersOf({
      'docker create --network none i': { stdout: 'c1\n' },
      'docker run --detach --network none i': { stdout: 'c2\n' },
      'docker wait c1': { stdout: '137\n' },
      'docker start c1': {},
      'docker exec c1 cat /a b': {},
      'docker exec --user 1:2 --env A=b --env C= c1 id': {},
      'docker kill --signal TERM c1': {},
    });
    expect(await containers.create(spec)).toBe('c1');
    await containers.start('c1');
    expect(await containers.run(spec)).toBe('c2');
    await containers.exec('c1', ['cat', '/a b']);
    await containers.exec('c1', ['id'], { user: '1:2', env: { A: 'b', C: '' } });
    await containers.kill('c1', 'TERM');
    expect(await containers.wait('c1', 1000)).toBe(137);
    expect(runner.calls.slice(3, 6)).toEqual([
      ['docker', 'exec', 'c1', 'cat', '/a b'],
      ['docker', 'exec', '--user', '1:2', '--env', 'A=b', '--env', 'C=', 'c1', 'id'],
      ['docker', 'kill', '--signal', 'TERM', 'c1'],
    ]);
  });

  test('returns the state of a container, with a start time finer than a millisecond', async () => {
    const state = containerState({ Running: false, ExitCode: 137, OOMKilled: true });
    const { containers } = containersOf({ 'docker container inspect c': state });
    const answer = await containers.state('c');
    expect(answer).toMatchObject({ running: false, exitCode: 137, outOfMemory: true });
    expect(answer.startedAt).toBeCloseTo(Date.UTC(2026, 0, 2, 3, 4, 5) + 123.457, 3);
  });

  test('returns a published port', async () => {
    const ports = { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '49153' }], '9/tcp': null };
    const { containers } = containersOf({ 'docker container inspect 0123456789abcdef': containerState({}, ports) });
    expect(await containers.publishedPort('0123456789abcdef', 8080)).toBe(49153);
    expect(await failureOf(containers.publishedPort('0123456789abcdef', 9))).toEqual({
      code: 'container-runtime-unavailable',
      message: 'docker published no port for 9 of container 0123456789ab',
      remedy: 'see the logs of the container runtime',
    });
  });

  test('returns the changes of a container', async () => {
    const { containers } = containersOf({ 'docker diff c': { stdout: 'C /tmp\nA /tmp/a b\nD /etc/x\n' } });
    expect(await containers.changes('c')).toEqual([
      { kind: 'C', path: '/tmp' },
      { kind: 'A', path: '/tmp/a b' },
      { kind: 'D', path: '/etc/x' },
    ]);
  });

  test.each([
    ['container', 'docker container ls --all --quiet --no-trunc --filter label=run=r'],
    ['image', 'docker image ls --all --quiet --no-trunc --filter label=run=r'],
    ['network', 'docker network ls --format {{.Name}} --filter label=run=r'],
    ['volume', 'docker volume ls --format {{.Name}} --filter label=run=r'],
  ] as const)('lists every %s of a run once', async (kind, line) => {
    const { containers } = containersOf({ [line]: { stdout: 'a\nb\na\n' } });
    expect(await containers.list(kind, 'run=r')).toEqual(['a', 'b']);
  });

  test.each([
    ['docker', 'container', 'docker container rm --force --volumes a'],
    ['docker', 'image', 'docker image rm --force a'],
    ['docker', 'network', 'docker network rm a'],
    ['docker', 'volume', 'docker volume rm --force a'],
    ['podman', 'container', 'podman container rm --force --volumes --time 0 --depend a'],
  ] as const)('removes with %s: %s, even one that no longer exists', async (program, kind, line) => {
    await containersOf({ [line]: {} }, program).containers.remove(kind, ['a']);
    await containersOf({ [line]: exited(1, 'Error: No such thing: a') }, program).containers.remove(kind, ['a']);
    const { containers } = containersOf({ [line]: exited(1, 'it is in use') }, program);
    expect((await errorOf(containers.remove(kind, ['a']), ProcessError)).message).toBe(
      `${program} ${kind} exited with code 1: it is in use`,
    );
  });

  test('copies files into a container', async () => {
    let input: unknown;
    const { containers } = containersOf({ 'docker cp - c:/srv': (_, options) => ((input = options.input), {}) });
    const tar = archive({ a: '1' });
    await containers.copyIn('c', '/srv', tar);
    expect(input).toBe(tar);
  });

  const UNAVAILABLE = { code: 'container-runtime-unavailable', remedy: 'start docker, or run `eks-crac machine up`' };

  test.each([
    ['the daemon is not running', exited(1, GONE), `docker does not answer: docker start exited with code 1: ${GONE}`],
    [
      'the daemon went away',
      exited(1, 'error during connect: EOF'),
      'docker does not answer: docker start exited with code 1: error during connect: EOF',
    ],
    [
      'there is no such program',
      { failure: { kind: 'spawn-failed', code: 'ENOENT' } as const },
      'docker does not answer: docker start was not found',
    ],
  ])('reports as unavailable: %s', async (_, reply, message) => {
    const { containers } = containersOf({ 'docker start c': reply });
    expect(await failureOf(containers.start('c'))).toEqual({ ...UNAVAILABLE, message });
  });

  test('reports a daemon that is not running, whatever the command', async () => {
    const { containers } = containersOf({ 'docker …': exited(1, GONE) });
    const spec = { image: 'i', labels: {}, network: { kind: 'network', name: 'none', aliases: [] } } as const;
    for (const work of [
      containers.exec('c', ['id']),
      containers.logs('c'),
      containers.hasImage('i'),
      containers.create(spec),
      containers.list('container', 'l'),
      containers.remove('container', ['c']),
      containers.wait('c', 1000),
      readContainerFile(containers, 'c', '/x'),
    ]) {
      expect((await failureOf(work)).code).toBe('container-runtime-unavailable');
    }
  });

  test('reports Podman without its machine, too', async () => {
    const text =
      'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`';
    const { containers } = containersOf({ 'podman start c': exited(125, text) }, 'podman');
    expect(await failureOf(containers.start('c'))).toEqual({
      code: 'container-runtime-unavailable',
      message: `podman does not answer: podman start exited with code 125: ${text}`,
      remedy: 'start podman, or run `eks-crac machine up`',
    });
  });

  test('reports a program that is not installed', async () => {
    const containers = new ContainerRuntime('docker', new ProcessRunner({ PATH: '/nonexistent' }));
    expect(await failureOf(containers.start('c'))).toEqual({
      ...UNAVAILABLE,
      message: 'docker does not answer: docker start was not found',
    });
  });

  test('aborts commands of a run with its signal, and starts none after it', async () => {
    const { containers, runner } = containersOf({ 'docker start c': {} });
    const abort = new AbortController();
    const copy = containers.forRun(abort.signal, () => undefined);
    await copy.start('c');
    expect(runner.signals).toEqual([abort.signal]);
    abort.abort();
    await expect(copy.start('c')).rejects.toThrow('This operation was aborted');
    expect(runner.calls).toHaveLength(1);
    await containers.start('c');
    expect(runner.signals).toEqual([abort.signal, undefined]);
  });
});
