import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { provideCompanions } from '../../../../../stage/steps/build/companion-images';
import { startCompanions } from '../../../../../stage/steps/companions/start-companions';
import { freePort } from '../../../../../stage/steps/companions/ports';
import type { StageContext } from '../../../../../stage/context/stage-context';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { contextOf } from '../../../../support/unit-context';
import type { ContextOptions } from '../../../../support/unit-context';
import { containerState } from '../../../../support/unit-containers';
import { failureOf } from '../../../../support/unit-failure';
import { serveHealth } from '../../../../support/unit-grpc-server';
import { serve } from '../../../../support/unit-http-server';
import { exited } from '../../../../support/unit-runner';
import type { Reply } from '../../../../support/unit-runner';

const GATEWAY = '127.0.0.3';
const node = (script: string, ...args: readonly string[]) => [process.execPath, '-e', script, ...args];
const STUB = `require('node:http').createServer((q, r) => r.end('stub ' + process.env.A)).listen(process.argv[1], '127.0.0.1')`;
const REMEDY = 'check its image or command, its port and its readiness in the capture spec';

function contextWith(companion: object, script: NonNullable<ContextOptions['script']> = {}) {
  return contextOf({
    spec: captureSpec({ companions: [{ name: 'stub', port: 9000, ...companion }] }),
    script: {
      'docker network create …': {},
      'docker network inspect …': { stdout: `${GATEWAY}\n` },
      'docker image inspect …': {},
      'docker run --detach …': { stdout: '0123456789abcdef\n' },
      'docker logs 0123456789abcdef': { stdout: 'starting\n', stderr: 'no disk\n' },
      ...script,
    },
  });
}

const start = async (context: StageContext) => startCompanions(context, await provideCompanions(context));

const published = (port: number, state: object = {}) => ({
  'docker container inspect 0123456789abcdef': containerState(state, {
    '9000/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }],
  }),
});

describe('companions', () => {
  test('may be none, and still have a network', async () => {
    const context = contextOf({ script: { 'docker network create …': {} } });
    const { close, ...network } = await start(context);
    expect(network).toEqual({ name: context.run.name('network'), companions: [], hosts: {} });
    await close();
  });

  test('that are commands get a free port, their variables, and the network’s address', async () => {
    const port = await freePort();
    const context = contextWith({
      port,
      command: node(STUB, '{port}'),
      env: { A: 'value' },
      readiness: { http: { path: '/' }, timeoutSeconds: 20 },
    });
    const { close, hosts, companions: names } = await start(context);
    try {
      expect(names).toEqual(['stub']);
      expect(hosts).toEqual({ stub: GATEWAY });
      expect(await (await fetch(`http://${GATEWAY}:${port}/`)).text()).toBe('stub value');
      expect(context.run.processes()).toHaveLength(1);
    } finally {
      await close();
    }
    expect(context.run.processes()).toEqual([]);
  });

  test('fail when a command ends', async () => {
    const context = contextWith({
      port: await freePort(),
      command: node(`console.log('no licence'); process.exit(5)`),
    });
    expect(await failureOf(start(context))).toEqual({
      code: 'companion-failed',
      message: 'companion stub is not ready: it ended with status 5; its last lines:\nno licence',
      remedy: REMEDY,
    });
  });

  test('fail when a command does not listen', async () => {
    const context = contextWith({
      port: await freePort(),
      command: node('setInterval(() => {}, 1000)'),
      readiness: { tcp: true, timeoutSeconds: 0.05 },
    });
    expect(await failureOf(start(context))).toEqual({
      code: 'companion-failed',
      message: 'companion stub is not ready: not after 0.05 s; last seen: no answer (ECONNREFUSED); it printed nothing',
      remedy: REMEDY,
    });
    expect(context.run.processes()).toEqual([]);
  });

  test('fail when a command does not exist', async () => {
    const context = contextWith({ port: await freePort(), command: ['eks-crac-no-such-program', '--port', '1'] });
    expect(await failureOf(start(context))).toEqual({
      code: 'companion-failed',
      message: 'companion stub could not be started: eks-crac-no-such-program was not found',
      remedy: 'check that the program is installed and in PATH',
    });
  });

  test('fail when a fixed port is in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const context = contextWith({ port, command: ['true'] });
    expect(await failureOf(start(context))).toEqual({
      code: 'port-taken',
      message: `port ${port} of 127.0.0.1, which companion stub needs, is already in use`,
      remedy: 'stop what uses the port, or write {port} in the command where the port belongs: it then gets a free one',
    });
    await new Promise((resolve) => server.close(resolve));
  });

  test('are ready when an image responds', async () => {
    const { port } = await serve((_, response) => response.end());
    const context = contextWith({ image: 'db:1', readiness: { http: { path: '/' } } }, published(port));
    const { hosts, companions: names } = await start(context);
    expect({ hosts, names }).toEqual({ hosts: {}, names: ['stub'] });
  });

  test('are ready when a command in their container ends with status 0', async () => {
    let asked = 0;
    const context = contextWith(
      { image: 'db:1', readiness: { exec: { command: ['pg_isready', '-q'] } } },
      {
        ...published(1),
        'docker exec 0123456789abcdef pg_isready -q': () => ((asked += 1) < 3 ? exited(2, 'no response') : {}),
      },
    );
    expect((await start(context)).companions).toEqual(['stub']);
    expect(asked).toBe(3);
  });

  test('are ready when their gRPC health is SERVING', async () => {
    const { port } = await serveHealth({ orders: 1 });
    const readiness = { grpc: { service: 'orders' } };
    expect((await start(contextWith({ image: 'db:1', readiness }, published(port)))).companions).toEqual(['stub']);
    const unknown = { grpc: { service: 'other' }, timeoutSeconds: 0.05 };
    const { message } = await failureOf(start(contextWith({ image: 'db:1', readiness: unknown }, published(port))));
    expect(message).toMatch(/last seen: gRPC status NOT_FOUND: unknown service other; its last lines:/);
  });

  test('fail when an image ends', async () => {
    const context = contextWith({ image: 'db:1' }, published(1, { Running: false, ExitCode: 1 }));
    expect(await failureOf(start(context))).toEqual({
      code: 'companion-failed',
      message: 'companion stub is not ready: it ended with status 1; its last lines:\nstarting\nno disk',
      remedy: REMEDY,
    });
  });

  test('fail when an image cannot be pulled', async () => {
    const context = contextWith(
      { image: 'db:1' },
      { 'docker run --detach …': exited(125, 'pull access denied for db') },
    );
    expect(await failureOf(start(context))).toEqual({
      code: 'companion-failed',
      message: 'companion stub could not be started: docker run exited with code 125: pull access denied for db',
      remedy: REMEDY,
    });
  });

  test('are built first if they have a Dockerfile, with the rehearsal’s arguments and their own', async () => {
    const { port } = await serve((_, response) => response.end());
    const seen: Record<string, readonly string[]> = {};
    const see = (name: string, reply: Reply) => (argv: readonly string[]) => {
      seen[name] = argv;
      return reply;
    };
    const build = { context: 'db', args: { VERSION: '17' } };
    const context = contextWith(
      { build, readiness: { http: { path: '/' } } },
      {
        ...published(port),
        'docker build …': see('build', {}),
        'docker run --detach …': see('run', { stdout: '0123456789abcdef\n' }),
      },
    );
    await start(context);
    const tag = context.run.tag('companion-stub');
    expect(seen['build']).toEqual(
      expect.arrayContaining(['--build-arg', 'BASE_IMAGE=jdk:21', '--build-arg', 'VERSION=17', '--tag', tag]),
    );
    expect(seen['build']?.at(-1)).toBe(join(context.specFolder, 'db'));
    expect(seen['run']).toContain(tag);
  });

  test('fail when an image cannot be built', async () => {
    const context = contextWith({ build: {} }, { 'docker build …': exited(1, 'no such instruction') });
    writeFileSync(join(context.specFolder, 'Dockerfile'), 'FRM x\n');
    expect(await failureOf(start(context))).toEqual({
      code: 'companion-failed',
      message: 'the image of companion stub could not be built: docker build exited with code 1: no such instruction',
      remedy: `fix ${join(context.specFolder, 'Dockerfile')}`,
    });
  });

  test('are stopped when a later one fails', async () => {
    const port = await freePort();
    const context = contextOf({
      spec: captureSpec({
        companions: [
          { name: 'first', port, command: node(STUB, '{port}'), readiness: { tcp: true, timeoutSeconds: 20 } },
          { name: 'second', port: 9000, image: 'db:1' },
        ],
      }),
      script: {
        'docker network create …': {},
        'docker network inspect …': { stdout: GATEWAY },
        'docker image inspect …': {},
        'docker run --detach …': exited(125, 'port is already allocated'),
      },
    });
    expect((await failureOf(start(context))).message).toMatch(/^companion second could not be started: /);
    expect(context.run.processes()).toEqual([]);
    await expect(fetch(`http://${GATEWAY}:${port}/`)).rejects.toThrow('fetch failed');
  });
});
