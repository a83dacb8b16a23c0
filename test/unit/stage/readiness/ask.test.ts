import type { ReadinessProbe } from '../../../../contract';
import { ProcessError } from '../../../../kit/process';
import { askReadiness, commandsIn, intervalOf } from '../../../../stage/readiness';
import { containersOf } from '../../../support/unit-containers';
import { serveHealth } from '../../../support/unit-grpc-server';
import { serve } from '../../../support/unit-http-server';
import { exited } from '../../../support/unit-runner';
import type { Reply } from '../../../support/unit-runner';

const noCommand = () => Promise.reject(new Error('no command is expected'));
const at = (port: number) => ({ port, command: noCommand });
const isReady = { found: expect.any(Number) as number };

const command = (reply: Reply) => {
  const { containers, runner } = containersOf({ 'docker exec --user 1:2 service ready -q': reply });
  return { runner, asked: { port: 1, command: commandsIn(containers, 'service', { user: '1:2' }) } };
};

const HTTP = { kind: 'http', path: '/ready', status: 204, scheme: 'http' } as const;
const EXEC = { kind: 'exec', command: ['ready', '-q'] } as const;

describe('readiness is asked', () => {
  test('by HTTP, with the status of the spec', async () => {
    const { port } = await serve(({ url }, response) => response.writeHead(url === '/ready' ? 204 : 404).end());
    expect(await askReadiness(HTTP, at(port))).toEqual(isReady);
    expect(await askReadiness({ ...HTTP, path: '/' }, at(port))).toEqual({ seen: 'answer 404' });
  });

  test('by a connection, and the time is when it was accepted', async () => {
    const { port } = await serve(() => undefined);
    const began = performance.timeOrigin + performance.now();
    const observation = await askReadiness({ kind: 'tcp' }, at(port));
    const after = performance.timeOrigin + performance.now();
    expect(observation).toEqual(isReady);
    const { found } = observation as { found: number };
    expect(found).toBeGreaterThanOrEqual(began);
    // It had to stay open for a while after that.
    expect(after - found).toBeGreaterThan(50);
    expect(await askReadiness({ kind: 'tcp' }, at(1))).toEqual({ seen: 'no answer (ECONNREFUSED)' });
  });

  test('by gRPC', async () => {
    const { port } = await serveHealth({ '': 2, orders: 1 });
    expect(await askReadiness({ kind: 'grpc', service: 'orders' }, at(port))).toEqual(isReady);
    expect(await askReadiness({ kind: 'grpc', service: '' }, at(port))).toEqual({ seen: 'NOT_SERVING' });
  });

  test('by a command in the container, as the given user', async () => {
    const { asked, runner } = command({ stdout: 'ready\n' });
    expect(await askReadiness(EXEC, asked)).toEqual(isReady);
    expect(runner.calls).toEqual([['docker', 'exec', '--user', '1:2', 'service', 'ready', '-q']]);
  });

  test.each<[string, Reply]>([
    ['status 1', exited(1, '')],
    ['status 2, no response', exited(2, 'connecting\nno response\n')],
    ['status 3, starting', { ...exited(3, ''), stdout: 'starting\n' }],
    ['no end within 10 s', { failure: { kind: 'timed-out', timeoutMs: 10_000 } }],
  ])('by a command, whose failure is seen: %s', async (seen, reply) => {
    expect(await askReadiness(EXEC, command(reply).asked)).toEqual({ seen });
  });

  test('no further when the run was interrupted, or the container runtime is gone', async () => {
    const interrupted = askReadiness(EXEC, command({ failure: { kind: 'aborted' } }).asked);
    await expect(interrupted).rejects.toThrow(ProcessError);
    const gone = askReadiness(EXEC, command(exited(1, 'Cannot connect to the Docker daemon')).asked);
    await expect(gone).rejects.toThrow('docker does not answer');
  });
});

test.each<[ReadinessProbe, number]>([
  [HTTP, 5],
  [{ kind: 'tcp' }, 5],
  [{ kind: 'grpc', service: '' }, 5],
  [EXEC, 100],
])('%j is asked every %d ms where the service alone would be every 5', (probe, ms) => {
  expect(intervalOf(probe, 5)).toBe(ms);
});
