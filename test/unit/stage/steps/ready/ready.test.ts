import { ready } from '../../../../../stage/steps/ready/ready';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { ASSEMBLED, contextOf } from '../../../../support/unit-context';
import { containerState } from '../../../../support/unit-containers';
import { failureOf } from '../../../../support/unit-failure';
import { serve } from '../../../../support/unit-http-server';
import { exited } from '../../../../support/unit-runner';

const LOGS = { stdout: 'listening on 8081\n', stderr: 'a warning\n' };
const ABSENT = exited(1, 'Could not find the file in container');
const running = (url: string) => ({ ...ASSEMBLED, sandbox: { ...ASSEMBLED.sandbox, baseUrl: url, readinessUrl: url } });
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
