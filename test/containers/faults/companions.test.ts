import { IMAGES } from '../../../machine/images';
import { expectFailure } from '../../support/containers/failure';
import { withTakenPort } from '../../support/containers/ports';
import { Scene } from '../../support/containers/scene';
import type { SpecInput } from '../../support/containers/scene';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

type CompanionInput = NonNullable<SpecInput['companions']>[number];

const REMEDY = 'check its image or command, its port and its readiness in the capture spec';
const SLEEPS = 'setInterval(() => undefined, 1000)';

describe('a companion that does not come up is reported', () => {
  let scene: Scene;

  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  async function rehearseWith(companion: Partial<CompanionInput>) {
    scene.spec({
      companions: [{ name: 'store', port: 9000, readiness: { tcp: true, timeoutSeconds: 2 }, ...companion }],
    });
    return scene.rehearse();
  }

  test('if it is a command that never listens', async () => {
    const command = ['node', '-e', `console.log('waiting for nothing'); ${SLEEPS}`, '{port}'];
    expectFailure(await rehearseWith({ command }), {
      code: 'companion-failed',
      cause:
        'companion store is not ready: not after 2 s; last seen: no answer (ECONNREFUSED); its last lines:\nwaiting for nothing',
      remedy: REMEDY,
    });
    await scene.expectNothingLeft();
  });

  test('if it is a command that exits at once, whatever it leaves running', async () => {
    const child = `require('child_process').spawn('node', ['-e', '${SLEEPS}'], { stdio: 'ignore' })`;
    const command = ['node', '-e', `${child}; console.error('no licence'); process.exit(4)`, '{port}'];
    expectFailure(await rehearseWith({ command }), {
      code: 'companion-failed',
      cause: 'companion store is not ready: it ended with status 4; its last lines:\nno licence',
      remedy: REMEDY,
    });
    await scene.expectNothingLeft();
  });

  test('if it is a command that does not exist', async () => {
    expectFailure(await rehearseWith({ command: ['no-such-program', '{port}'] }), {
      code: 'companion-failed',
      cause: 'companion store could not be started: no-such-program was not found',
      remedy: /install|PATH/,
    });
    await scene.expectNothingLeft();
  });

  test('if it is a command whose port is taken', async () => {
    await withTakenPort(async (port) => {
      expectFailure(await rehearseWith({ command: ['node', '-e', SLEEPS], port }), {
        code: 'port-taken',
        cause: `port ${port} of 127.0.0.1, which companion store needs, is already in use`,
        remedy: /^stop what uses the port, or write {port} in the command where the port belongs/,
      });
    });
    await scene.expectNothingLeft();
  });

  test('if it is a container that never listens', async () => {
    scene.write('Dockerfile', `FROM ${IMAGES.tools}\nENTRYPOINT ["sh", "-c", "echo waiting; exec sleep 600"]\n`);
    expectFailure(
      await rehearseWith({ build: { context: '.' }, readiness: { http: { path: '/' }, timeoutSeconds: 2 } }),
      {
        code: 'companion-failed',
        cause: /^companion store is not ready: not after 2 s; last seen: no answer.*; its last lines:\nwaiting$/,
        remedy: REMEDY,
      },
    );
    await scene.expectNothingLeft();
  });

  test('if its command in the container never ends with status 0, after one whose command did', async () => {
    scene.write('Dockerfile', `FROM ${IMAGES.tools}\nENTRYPOINT ["sh", "-c", "echo waiting; exec sleep 600"]\n`);
    const readyWhen = (script: string) => ({
      ...{ build: { context: '.' }, port: 9000 },
      readiness: { exec: { command: ['sh', '-c', script] }, timeoutSeconds: 10 },
    });
    const once = 'test -e /tmp/asked || { touch /tmp/asked; exit 1; }';
    scene.spec({
      companions: [
        { name: 'cache', ...readyWhen(once) },
        { name: 'store', ...readyWhen('echo starting; exit 3') },
      ],
    });
    expectFailure(await scene.rehearse(), {
      code: 'companion-failed',
      cause: 'companion store is not ready: not after 10 s; last seen: status 3, starting; its last lines:\nwaiting',
      remedy: REMEDY,
    });
    await scene.expectNothingLeft();
  });

  test('if it is a container without the health service of gRPC', async () => {
    scene.write('Dockerfile', `FROM ${IMAGES.tools}\nENTRYPOINT ["sh", "-c", "echo waiting; exec sleep 600"]\n`);
    expectFailure(await rehearseWith({ build: { context: '.' }, readiness: { grpc: {}, timeoutSeconds: 2 } }), {
      code: 'companion-failed',
      cause:
        /^companion store is not ready: not after 2 s; last seen: (no answer|the connection was closed).*; its last lines:\nwaiting$/,
      remedy: REMEDY,
    });
    await scene.expectNothingLeft();
  });

  test('if it is a container that exits at once', async () => {
    scene.write('Dockerfile', `FROM ${IMAGES.tools}\nENTRYPOINT ["sh", "-c", "echo no disk >&2; exit 5"]\n`);
    expectFailure(await rehearseWith({ build: { context: '.' } }), {
      code: 'companion-failed',
      cause: /^companion store is not ready: it ended with status 5; its last lines:\nno disk$/,
      remedy: REMEDY,
    });
    await scene.expectNothingLeft();
  });

  test('if its image cannot be built', async () => {
    scene.write('Dockerfile', `FROM ${IMAGES.tools}\nRUN echo broken && exit 6\n`);
    expectFailure(await rehearseWith({ build: { context: '.' } }), {
      code: 'companion-failed',
      cause: /^the image of companion store could not be built: \w+ build exited with code 1: [^]*broken/,
      remedy: `fix ${scene.folder}/Dockerfile`,
    });
    await scene.expectNothingLeft();
  });

  test('if its image does not exist', async () => {
    expectFailure(await rehearseWith({ image: 'localhost/no-such-image:1' }), {
      code: 'companion-failed',
      cause: /^the image of companion store could not be pulled: \w+ pull exited with code \d+: /,
      remedy: 'check that localhost/no-such-image:1 exists, and that this machine is logged in to its registry',
    });
    await scene.expectNothingLeft();
  });
});
