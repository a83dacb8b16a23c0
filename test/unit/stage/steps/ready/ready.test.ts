import { ready } from '../../../../../stage/steps/ready/ready';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { ASSEMBLED, contextOf } from '../../../../support/unit-context';
import { containerState } from '../../../../support/unit-containers';
import { failureOf } from '../../../../support/unit-failure';
import { serve } from '../../../../support/unit-http-server';
import { exited } from '../../../../support/unit-runner';

const LOGS = { stdout: 'listening on 8081\n', stderr: 'a warning\n' };
const ABSENT = exited(1, 'Could not find the file in container');
const running = (url: string) => ({
  ...ASSEMBLED,
  sandbox: { ...ASSEMBLED.sandbox, baseUrl: url, readinessPort: Number(new URL(url).port) },
});
const readiness = { path: '/ready', timeoutSeconds: 0.05 };

const script = (state: object, files: object = ABSENT) => ({
  'docker container inspect service': containerState(state),
  'docker logs service': LOGS,
  'docker cp …': files,
});

describe('ready', () => {
  test('ends when the service responds', async () => {
    let asked = 0;
    const { url } = await serve((_, response) => response.writeHead((asked += 1) < 3 ? 503 : 200).end());
    const { readyMs } = await ready.run(contextOf({ script: script({}) }), running(url));
    expect(asked).toBe(3);
    expect(readyMs).toBeGreaterThanOrEqual(0);
  });

  test('fails for a service that never becomes ready', async () => {
    const { url } = await serve((_, response) => response.writeHead(503).end());
    const context = contextOf({ spec: captureSpec({ readiness }), script: script({}) });
    expect(await failureOf(ready.run(context, running(url)))).toEqual({
      code: 'service-not-ready',
      message:
        'GET /ready not 200 after 0.05 s; last seen: answer 503; its last lines:\nlistening on 8081\n\na warning',
      remedy:
        'check `run.port` and `readiness` in the capture spec, or give the service more time with `readiness.timeoutSeconds`',
    });
  });

  test('fails for a service that never becomes ready and prints nothing', async () => {
    const { url } = await serve((request) => request.socket.destroy());
    const context = contextOf({
      spec: captureSpec({ readiness }),
      script: { ...script({}), 'docker logs service': {} },
    });
    expect((await failureOf(ready.run(context, running(url)))).message).toBe(
      'GET /ready not 200 after 0.05 s; last seen: no answer (UND_ERR_SOCKET); it printed nothing',
    );
  });

  test.each<[object, object, string]>([
    [{ tcp: {} }, {}, 'port 8080 accepted no connection after 0.05 s; last seen: no answer (ECONNREFUSED)'],
    [{ tcp: { port: 1883 } }, {}, 'port 1883 accepted no connection after 0.05 s; last seen: no answer (ECONNREFUSED)'],
    [{ grpc: {} }, {}, 'gRPC health at port 8080 not SERVING after 0.05 s; last seen: no answer (ECONNREFUSED)'],
    [
      { grpc: { port: 9090, service: 'orders' } },
      {},
      'gRPC health of orders at port 9090 not SERVING after 0.05 s; last seen: no answer (ECONNREFUSED)',
    ],
    [
      { exec: { command: ['ready', '-q'] } },
      { 'docker exec --user 1000:1000 --env EKS_CRAC_JVM_OPTIONS= service ready -q': exited(2, 'no response\n') },
      'command ready -q not status 0 after 0.05 s; last seen: status 2, no response',
    ],
  ])('fails for a service that is not ready by %j', async (kind, more, message) => {
    const context = contextOf({
      spec: captureSpec({ readiness: { ...kind, timeoutSeconds: 0.05 } }),
      script: { ...script({}), ...more },
    });
    const failure = await failureOf(ready.run(context, running('http://127.0.0.1:1')));
    expect(failure.code).toBe('service-not-ready');
    expect(failure.message.split('; its last lines')[0]).toBe(message);
  });

  test('runs a command without the options of the JVM that is captured', async () => {
    const execs: string[] = [];
    const spec = captureSpec({
      ...{ readiness: { exec: { command: ['ready'] } }, checkpoint: { clock: 'namespace' } },
      run: { port: 8080, env: { JDK_JAVA_OPTIONS: '-Xmx64m' } },
    });
    const more = { 'docker exec …': (argv: readonly string[]) => (execs.push(argv.join(' ')), {}) };
    await ready.run(contextOf({ spec, script: { ...script({}), ...more } }), running('http://127.0.0.1:1'));
    expect(execs).toEqual(['docker exec --user 1000:1000 --env JDK_JAVA_OPTIONS=-Xmx64m service ready']);
  });

  test('runs a command at most every 100 ms: it takes time from the service', async () => {
    let asked = 0;
    const spec = captureSpec({ readiness: { exec: { command: ['ready'] }, timeoutSeconds: 0.25 } });
    const more = { 'docker exec …': () => ((asked += 1), exited(1, 'starting')) };
    await failureOf(ready.run(contextOf({ spec, script: { ...script({}), ...more } }), running('http://127.0.0.1:1')));
    expect(asked).toBeLessThanOrEqual(4);
  });

  test('fails for a service that ends at once', async () => {
    const context = contextOf({ script: script({ Running: false, ExitCode: 3 }) });
    expect(await failureOf(ready.run(context, running('http://127.0.0.1:1')))).toEqual({
      code: 'service-exited',
      message: 'customers ended with status 3; its last lines:\nlistening on 8081\n\na warning',
      remedy: 'run the image by hand with the variables of `run.env`, and fix what its log shows',
    });
  });

  test('reports that memory was too small, with the output in the checkpoint folder', async () => {
    const files = (argv: readonly string[]): { files: Record<string, string> } => ({
      files: argv[2]!.endsWith('/out') ? { out: 'Killed\n' } : { err: '' },
    });
    const context = contextOf({
      script: {
        ...script({ Running: false, ExitCode: 137, OOMKilled: true }),
        'docker logs service': {},
        'docker cp …': files,
      },
    });
    expect(await failureOf(ready.run(context, running('http://127.0.0.1:1')))).toEqual({
      code: 'service-exited',
      message: 'customers ended with status 137 (out of memory); its last lines:\nKilled',
      remedy: 'raise `run.memoryMiB` in the capture spec',
    });
  });
});
