import { expectFailure } from '../../support/containers/failure';
import { Scene } from '../../support/containers/scene';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

const RUN = { port: 8080, memoryMiB: 512 };

describe('a service that misbehaves', () => {
  let scene: Scene;

  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test('shows status and last lines of one that exits at once', async () => {
    scene.spec({ run: { ...RUN, env: { EXIT_AT_ONCE: '3' } } });
    expectFailure(await scene.rehearse(), {
      code: 'service-exited',
      cause: /^fault-\w+ ended with status 3; its last lines:\n[^]*plain: told to exit at once with status 3$/,
      remedy: 'run the image by hand with the variables of `run.env`, and fix what its log shows',
    });
    await scene.expectNothingLeft();
  });

  test('shows deadline, last response and last lines of one that never becomes ready', async () => {
    scene.spec({
      run: { ...RUN, env: { NEVER_READY: 'true' } },
      readiness: { path: '/health', timeoutSeconds: 3 },
    });
    expectFailure(await scene.rehearse(), {
      code: 'service-not-ready',
      cause:
        /^GET \/health not 200 after 3 s; last seen: answer 503(: .*)?; its last lines:\n[^]*plain: listening on port 8080/,
      remedy: /^check `run\.port` and `readiness` in the capture spec, .*`readiness\.timeoutSeconds`$/,
    });
    await scene.expectNothingLeft();
  });

  test('shows the last responses of a warm-up that gets status 500', async () => {
    scene.spec({ run: { ...RUN, env: { FAIL_REQUESTS: 'true' } } });
    expectFailure(await scene.rehearse(), {
      code: 'warm-up-failed',
      cause:
        /^20 of 20 warm-up requests failed, more than the allowed share of 0; the last ones:\n( {2}POST \/api\/customers answered 500, expected 201: {"error":"told to fail"}\n){5}the service: its last lines:\n/,
      remedy: /^fix the service or the requests; `warmUp\.allowedFailureRate`/,
    });
    await scene.expectNothingLeft();
  });

  test('rejects a gate request that the captured service answers with another status', async () => {
    scene.spec({ gate: { requests: [{ path: '/api/customers/nobody' }] } });
    expectFailure(await scene.rehearse(), {
      code: 'warm-up-failed',
      cause:
        'the captured service answered 404 to the gate\'s GET /api/customers/nobody, expected 200: {"error":"no such customer"}',
      remedy: 'fix the request in `gate.requests`, or its `status`',
    });
    await scene.expectNothingLeft();
  });

  test('shows both responses when that of a restored copy differs', async () => {
    // Each customer has a different id, which this spec does not ignore in the comparison.
    const customer = { name: 'Ada Lovelace', email: 'ada@example.com', accountNumber: 'NL-0002' };
    scene.spec({ gate: { requests: [{ method: 'POST', path: '/api/customers', json: customer, status: 201 }] } });
    expectFailure(await scene.rehearse(), {
      code: 'gate-failed',
      cause:
        /^copy-1 restored from the pushed image is not like the captured service: the response to POST \/api\/customers differs at field `id`\n {2}captured service: ("\S+?")\n {2}copy: {13}"(?!\1)\S+"\n {2}body of the captured service, \d+ bytes: {"id":.*\n {2}body of the copy, \d+ bytes: {"id":.*; its last lines:\n/,
      remedy:
        /^if it differs each time, add id to `gate\.ignore`, or let the request `compare: status`; a rehearsal with --keep keeps the copy; nothing was released$/,
    });
    await scene.expectNothingLeft();
  });

  test('keeps a copy that differs, with --keep', async () => {
    const customer = { name: 'Ada Lovelace', email: 'ada@example.com', accountNumber: 'NL-0002' };
    scene.spec({ gate: { requests: [{ method: 'POST', path: '/api/customers', json: customer, status: 201 }] } });
    const { stderr } = await scene.start(['--spec', scene.specFile, '--runs', '1', '--yes', '--keep']).ended();
    const [, container = ''] = /copy-1 is kept as container (\w+), `\w+ logs \1` shows/.exec(stderr) ?? [];
    try {
      expect(await scene.containers.state(container)).toMatchObject({ running: true });
    } finally {
      for (const kind of ['container', 'network', 'volume', 'image'] as const) {
        await scene.containers.remove(kind, await scene.containers.list(kind, `eks-crac.state=${scene.state.id}`));
      }
    }
  });
});
