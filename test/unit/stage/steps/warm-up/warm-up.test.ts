import { waitUntil } from '../../../../../kit/wait';
import { warmUp } from '../../../../../stage/steps/warm-up/warm-up';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { ASSEMBLED, contextOf } from '../../../../support/unit-context';
import { containerState } from '../../../../support/unit-containers';
import { failureOf } from '../../../../support/unit-failure';
import { serve } from '../../../../support/unit-http-server';
import { exited } from '../../../../support/unit-runner';

const script = {
  'docker container inspect service': containerState(),
  'docker logs service': { stdout: 'NullPointerException\n' },
  'docker cp …': exited(1, 'Could not find the file in container'),
};
const running = (url: string) => ({
  ...ASSEMBLED,
  readyMs: 1,
  sandbox: { ...ASSEMBLED.sandbox, baseUrl: url, readinessPort: Number(new URL(url).port) },
});
const spec = (warmUpChange: object, gate: object = {}) =>
  captureSpec({ warmUp: { requests: [{ path: '/customers' }], until: { count: 4 }, ...warmUpChange }, gate });

describe('warm-up', () => {
  test('records the responses to the gate’s requests, and leaves no connection open', async () => {
    const sockets = new Set<unknown>();
    const { url } = await serve((request, response) => {
      sockets.add(request.socket);
      request.socket.once('close', () => sockets.delete(request.socket));
      response.end(request.url === '/gate' ? '{"id":1}' : '[]');
    });
    const context = contextOf({ script, spec: spec({ concurrency: 2 }, { requests: [{ path: '/gate' }] }) });
    const warmed = await warmUp.run(context, running(url));
    expect(warmed.requests).toBe(4);
    expect(warmed.answers).toMatchObject([{ status: 200, body: '{"id":1}' }]);
    const closed = () =>
      Promise.resolve(sockets.size === 0 ? { found: true } : { seen: `${sockets.size} connections` });
    await waitUntil({ timeoutMs: 5000, intervalMs: 5 }, closed);
  });

  test('calls the service by the same host as a copy of it', async () => {
    const hosts = new Set<unknown>();
    const { url } = await serve((request, response) => {
      hosts.add(request.headers.host);
      response.end('{}');
    });
    const context = contextOf({ script, spec: spec({}, { requests: [{ path: '/gate' }] }) });
    await warmUp.run(context, running(url));
    expect([...hosts]).toEqual(['localhost:8080']);
  });

  test('is none where no request is declared, with a warning', async () => {
    let asked = 0;
    const { url } = await serve((_, response) => response.end(String((asked += 1))));
    const context = contextOf({ script, spec: captureSpec({ readiness: { tcp: {} }, warmUp: { requests: [] } }) });
    const warmed = await warmUp.run(context, running(url));
    expect({ asked, requests: warmed.requests, answers: warmed.answers }).toEqual({
      asked: 0,
      requests: 0,
      answers: [],
    });
    expect(context.reported).toEqual([
      {
        code: 'warning',
        text: '`warmUp.requests` is empty: the service is checkpointed as soon as it is ready, and what it has not run until then is as slow after a restore as after a cold start',
      },
    ]);
  });

  test('fails for a gate request without an answer', async () => {
    const { url } = await serve((request, response) =>
      request.url === '/gate' ? request.socket.destroy() : response.end('{}'),
    );
    const context = contextOf({ script, spec: spec({}, { requests: [{ path: '/gate' }] }) });
    const { code, message, remedy } = await failureOf(warmUp.run(context, running(url)));
    expect({ code, remedy }).toEqual({
      code: 'warm-up-failed',
      remedy: 'fix the service, or the request in `gate.requests`',
    });
    expect(message).toMatch(/^the gate's GET \/gate got no answer: .*; its last lines:\nNullPointerException$/);
  });

  test('fails for more failures than allowed', async () => {
    let number = 0;
    const { url } = await serve((_, response) => response.writeHead((number += 1) > 2 ? 500 : 200).end(`no ${number}`));
    const context = contextOf({ script, spec: spec({ allowedFailureRate: 0.25 }) });
    expect(await failureOf(warmUp.run(context, running(url)))).toEqual({
      code: 'warm-up-failed',
      message:
        '2 of 4 warm-up requests failed, more than the allowed share of 0.25; the last ones:\n' +
        '  GET /customers answered 500, expected 200: no 3\n' +
        '  GET /customers answered 500, expected 200: no 4\n' +
        'the service: its last lines:\nNullPointerException',
      remedy: 'fix the service or the requests; `warmUp.allowedFailureRate` allows a share of failures',
    });
  });

  test('fails for a service that answers nothing by HTTP, and says what to write', async () => {
    const { url } = await serve((request) => request.socket.destroy());
    const requests = { requests: [{ path: '/' }], until: { count: 2 } };
    const context = contextOf({ script, spec: captureSpec({ readiness: { tcp: {} }, warmUp: requests }) });
    const { code, message, remedy } = await failureOf(warmUp.run(context, running(url)));
    expect({ code, remedy }).toEqual({
      code: 'warm-up-failed',
      remedy:
        'fix the requests, or write `warmUp: { requests: [] }` and no `gate.requests` for a service that answers nothing by HTTP',
    });
    expect(message).toMatch(/^2 of 2 warm-up requests failed/);
  });

  test('accepts as many failures as allowed', async () => {
    let number = 0;
    const { url } = await serve((_, response) => response.writeHead((number += 1) > 3 ? 500 : 200).end());
    const context = contextOf({ script, spec: spec({ allowedFailureRate: 0.25 }) });
    expect((await warmUp.run(context, running(url))).requests).toBe(4);
  });

  test('fails for a service that dies', async () => {
    const { url } = await serve((request) => request.socket.destroy());
    const dead = { ...script, 'docker container inspect service': containerState({ Running: false, ExitCode: 134 }) };
    const { code, message } = await failureOf(warmUp.run(contextOf({ script: dead, spec: spec({}) }), running(url)));
    expect(code).toBe('service-exited');
    expect(message).toBe('customers ended with status 134; its last lines:\nNullPointerException');
  });

  test('fails for a gate request that the captured service does not answer as declared', async () => {
    const { url } = await serve((request, response) =>
      response.writeHead(request.url === '/gate' ? 404 : 200).end('none'),
    );
    const context = contextOf({
      script,
      spec: spec({}, { requests: [{ method: 'POST', path: '/gate', status: 201 }] }),
    });
    expect(await failureOf(warmUp.run(context, running(url)))).toEqual({
      code: 'warm-up-failed',
      message: "the captured service answered 404 to the gate's POST /gate, expected 201: none",
      remedy: 'fix the request in `gate.requests`, or its `status`',
    });
  });

  describe('of a service with hooks', () => {
    const answer = (state: string) => `{"state":"${state}","failures":[],"warnings":[]}\n`;
    const file = (name: string, text: string) => ({ files: { [name]: text } });
    const agent = {
      'docker container inspect service': containerState(),
      'docker exec …': {},
      'docker cp service:/opt/eks-crac/checkpoint/agent -': file('agent', '7'),
      'docker cp service:/opt/eks-crac/checkpoint/ready -': file('ready', answer('ready')),
      'docker cp service:/opt/eks-crac/checkpoint/report -': file('report', answer('resumed')),
      'docker cp service:/opt/eks-crac/checkpoint/collected -': file('collected', answer('collected')),
    };

    test('warms up, runs the hooks once, and warms up again', async () => {
      const asked: string[] = [];
      const { url } = await serve((request, response) => response.end((asked.push(request.url ?? ''), 'ok')));
      const warmed = await warmUp.run(contextOf({ script: agent, spec: spec({}) }), running(url));
      expect(warmed.hooksRun).toBe(true);
      expect(warmed.requests).toBeGreaterThan(4);
      expect(asked.slice(0, 6)).toEqual([...Array.from({ length: 4 }, () => '/customers'), '/ready', '/customers']);
    });

    test.each([
      ['by the dry run of its hooks', true, ['request', 'abort']],
      ['by itself without a dry run', false, ['collect']],
    ])('has garbage collected before the last requests, %s', async (_, dryRunHooks, steps) => {
      const { url } = await serve((_, response) => response.end());
      const written: unknown[] = [];
      const exec = (argv: readonly string[]) => {
        written.push(argv[argv.indexOf('write') + 1]?.split('/').at(-1));
        return {};
      };
      const script = { ...agent, 'docker exec …': exec };
      const own = captureSpec({
        warmUp: { requests: [{ path: '/customers' }], until: { count: 4 } },
        checkpoint: { dryRunHooks },
      });
      const { requests } = await warmUp.run(contextOf({ script, spec: own }), running(url));
      expect(written).toEqual(steps);
      expect(requests).toBe(4 + 30);
    });

    test('leaves the hooks to the checkpoint if the spec says so', async () => {
      const { url } = await serve((_, response) => response.end());
      const kept = captureSpec({
        warmUp: { requests: [{ path: '/customers' }], until: { count: 4 } },
        checkpoint: { dryRunHooks: false },
      });
      expect(await warmUp.run(contextOf({ script: agent, spec: kept }), running(url))).toMatchObject({
        ...{ hooksRun: false, requests: 4 + 30 },
      });
    });
  });
});
