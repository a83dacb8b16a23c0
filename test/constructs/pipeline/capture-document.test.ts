import { CfnParameter, Duration } from 'aws-cdk-lib';
import { CpuClass, WarmUp, WarmUpUntil } from '../../../constructs';
import type { CheckpointPipelineProps } from '../../../constructs';
import { parseCaptureSpec } from '../../../contract';
import { buildSpec } from '../../support/cdk/build-spec';
import { DEBIAN, pipelineScene } from '../../support/cdk/pipeline-scene';

/** The capture spec of a pipeline whose values hold no quote of the shell. */
function specOf(props: Partial<CheckpointPipelineProps>) {
  const [command] = buildSpec(pipelineScene(props).template()).phases.build.commands;
  const [, json = ''] = /--spec-json '([^']*)'/.exec(command) ?? [];
  return parseCaptureSpec(JSON.parse(json), 'of the test');
}

test('says what the props say', () => {
  const spec = specOf({
    run: {
      port: 9000,
      readiness: '/up',
      readinessStatus: 204,
      readinessTimeout: Duration.minutes(5),
      cpu: 0.5,
      memoryMiB: 512,
      env: { MODE: 'ci' },
      readOnlyRoot: true,
    },
    build: { dockerfile: 'app/Dockerfile', args: { BASE_IMAGE: DEBIAN }, target: 'run' },
    gate: {
      restores: 3,
      deadline: Duration.seconds(30),
      requests: [{ path: '/a', compare: 'status' }],
      ignore: ['id'],
    },
    companions: [{ name: 'db', image: DEBIAN, port: 5432 }],
    captureSession: Duration.minutes(30),
    cpuClass: CpuClass.m7i(),
  });
  expect(spec).toMatchObject({
    service: 'customers',
    engine: { type: 'criu' },
    cpuClass: { name: 'm7i' },
    build: { context: '.', dockerfile: 'app/Dockerfile', args: { BASE_IMAGE: DEBIAN }, target: 'run' },
    run: { port: 9000, cpu: 0.5, memoryMiB: 512, env: { MODE: 'ci' }, readOnlyRoot: true },
    readiness: { path: '/up', status: 204, timeoutSeconds: 300 },
    gate: { restores: 3, deadlineSeconds: 30, requests: [{ path: '/a', compare: 'status' }], ignore: ['id'] },
    companions: [{ name: 'db', port: 5432 }],
    credentials: { sessionSeconds: 1800 },
    images: { debian: DEBIAN },
  });
});

test.each([
  [WarmUpUntil.steady(), { kind: 'steady', maxSeconds: 120 }],
  [WarmUpUntil.steady(Duration.seconds(10)), { kind: 'steady', maxSeconds: 10 }],
  [WarmUpUntil.count(500), { kind: 'count', count: 500 }],
  [WarmUpUntil.elapsed(Duration.minutes(1)), { kind: 'seconds', seconds: 60 }],
])('ends the warm-up as told', (until, expected) => {
  const warmUp = WarmUp.http(
    [
      { method: 'POST', path: '/api', json: { name: 'Grace' }, status: 201 },
      { path: '/api', headers: { accept: 'x' } },
    ],
    { until, concurrency: 4, allowedFailureRate: 0.01 },
  );
  expect(specOf({ warmUp }).warmUp).toMatchObject({
    concurrency: 4,
    allowedFailureRate: 0.01,
    until: expected,
    requests: [
      { method: 'POST', path: '/api', json: { name: 'Grace' }, status: 201 },
      { method: 'GET', path: '/api', headers: { accept: 'x' }, status: 200 },
    ],
  });
});

test('takes numbers and images that are known at deployment only', () => {
  expect(() =>
    pipelineScene((stack) => ({
      run: {
        port: new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber,
        readiness: '/ready',
        cpu: new CfnParameter(stack, 'Cpu', { type: 'Number' }).valueAsNumber,
        memoryMiB: new CfnParameter(stack, 'Memory', { type: 'Number' }).valueAsNumber,
      },
      debianImage: new CfnParameter(stack, 'Debian').valueAsString,
    })).template(),
  ).not.toThrow();
});

test('does not change what it was given', () => {
  const requests = [Object.freeze({ path: '/a', headers: Object.freeze({ accept: 'x' }) })];
  expect(() => specOf({ warmUp: WarmUp.http(Object.freeze(requests)) })).not.toThrow();
});
